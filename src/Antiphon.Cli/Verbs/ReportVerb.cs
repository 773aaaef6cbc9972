using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon report`: a run as one page to observe.</summary>
internal sealed class ReportVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "report",
        "report RUN|SWEEP",
        "Writes an HTML page with figures and tables of a run or sweep. The page opens offline. Each figure is also saved as a "
            + "Vega-Lite specification.",
        [
            new Example("antiphon report runs/warehouse-k10-seed1", "write report.html and the folder figures to the run folder"),
            new Example("antiphon report runs/warehouse-sweep-seed1", "plot return, training time and mode accuracy against k"),
            new Example(
                "antiphon report runs/warehouse-k10-seed1 --out warehouse.html",
                "write the page to another file, and its figures to warehouse-figures"
            ),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> folder;
    private readonly Option<string?> output = VerbOptions.Output(
        "FILE.html",
        "report file; replaces only an older report [report.html in the folder]"
    );
    private readonly Option<bool> json = VerbOptions.Json();

    public ReportVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        folder = GameArgument.Create("RUN|SWEEP", "a folder of `antiphon train` or `antiphon sweep`", this);
        Add(folder);
        Offer(new OptionGroup("Output", [output, json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(folder)
            ?? throw new InvalidInputException("report needs a RUN or a SWEEP: a folder of `antiphon train` or `antiphon sweep`");
        string source = surroundings.FullPath(shown);
        var files = ReportFiles.At(source, parse.GetValue(output) is string file ? surroundings.FullPath(file) : null);
        ReportContent content = Read(source, shown, surroundings.Cancellation);
        IReadOnlyList<string> figures = files.Write(content, ReportScripts.Built);
        if (ReportScripts.Built.Script is null)
        {
            surroundings.Error.WriteLine(
                "Note: the page has tables but no figures, because this antiphon was built without its scripts. Build them with Node 20 "
                    + $"in a clone by `{ReportScripts.HowToBuild}`, build antiphon again and repeat this command. The saved "
                    + "specifications open in any Vega editor."
            );
        }

        Print(parse, new ReportDocument(files.Page, figures, ReportScripts.Built.Script is not null));
        return ExitCode.Done;
    }

    /// <summary>Reads a run or a sweep and says what is in it.</summary>
    /// <param name="source">The folder, absolute.</param>
    /// <param name="shown">The folder as the user would type it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">There is none, or a file is damaged.</exception>
    public static ReportContent Read(string source, string shown, CancellationToken cancellation)
    {
        if (Disk.Current.IsFile(new SweepPaths(source).Record))
        {
            return Registered.OfSweep(source) is ContinuousCodec
                ? OfContinuous(Registered.Continuous.OpenSweep(source), shown)
                : OfFinite(Registered.Finite.OpenSweep(source), shown);
        }

        return Registered.OfRun(source) is ContinuousCodec
            ? RunContent.Read(Registered.Continuous.Open(source), shown)
            : RunContent.Read(Registered.Finite.Open(source), shown, cancellation);
    }

    private static ReportContent OfFinite(StoredSweep sweep, string shown) =>
        SweepContent.Read(sweep, QuestionSection.Game(sweep.LoadGame(), sweep.Record.Agents), shown);

    private static ReportContent OfContinuous(ContinuousSweep sweep, string shown) =>
        SweepContent.Read(sweep, QuestionSection.Game(sweep.LoadGame()), shown);

    private void Print(ParseResult parse, ReportDocument document)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
            return;
        }

        surroundings.Out.WriteLine(
            $"Report:  {surroundings.Shown(document.Page)} ({Figures.Bytes(Disk.Current.LengthOf(document.Page))})"
        );
        surroundings.Out.WriteLine(
            document.Figures.Count == 0
                ? "Figures: none"
                : $"Figures: {surroundings.Shown(Path.GetDirectoryName(document.Figures[0])!)} "
                    + $"({Figures.Count(document.Figures.Count, "specification")})"
        );
    }
}
