using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon export`: the policies of a run for other programs.</summary>
internal sealed class ExportVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "export",
        "export RUN --onnx",
        "Writes the policies of a run as ONNX models, global.onnx and local.onnx, which runtimes of other languages and devices execute.",
        [
            new Example("antiphon export runs/warehouse-k10-seed1 --onnx", "write both models into the run folder"),
            new Example("antiphon export runs/warehouse-k10-seed1 --onnx --out deployed", "write them into the folder deployed"),
        ]);

    private readonly Surroundings surroundings;
    private readonly Argument<string?> folder;
    private readonly Option<bool> onnx = VerbOptions.Flag("--onnx", "the format: Open Neural Network Exchange, operator set 17 (the only one so far)");
    private readonly Option<string?> output = VerbOptions.Text("--out", "FOLDER", "where the files go; made if it is not there [the run folder]");
    private readonly Option<bool> json = VerbOptions.Flag("--json", "print one JSON document instead of a summary");

    public ExportVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        folder = GameArgument.Create("RUN", "a folder that `antiphon train` made", this);
        Add(folder);
        Offer(new OptionGroup("Output", [onnx, output, json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(folder) ?? throw new InvalidInputException("export needs a RUN: a folder that `antiphon train` made");
        if (!parse.GetValue(onnx))
        {
            throw new InvalidInputException("export needs a format; the only one so far is --onnx");
        }

        StoredRun run = StoredRun.Open(surroundings.FullPath(shown));
        CooperativeGame game = run.LoadGame();
        JointPolicy policy = run.LoadPolicy(game);
        string target = parse.GetValue(output) is string named ? surroundings.FullPath(named) : run.Paths.Folder;
        Directory.CreateDirectory(target);
        Print(parse, game, policy, OnnxFiles.Write(policy, game, target));
        return ExitCode.Done;
    }

    private void Print(ParseResult parse, CooperativeGame game, JointPolicy policy, IReadOnlyList<string> files)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(new ExportDocument(game.Name, policy.Global.Subsample, files)));
            return;
        }

        surroundings.Out.WriteLine($"Global policy: {Line(files[0])}");
        surroundings.Out.WriteLine($"  globalState [batch], counts [batch, {game.LocalStates}] -> action [batch]; the counts of an entry sum to {policy.Global.Subsample}");
        surroundings.Out.WriteLine($"Local policy:  {Line(files[1])}");
        surroundings.Out.WriteLine($"  localState [batch], globalState [batch] -> probabilities [batch, {game.LocalActions}]");
        surroundings.Out.WriteLine("Indices are 64-bit whole numbers in the order of the game file; names of states and actions are in the models' metadata.");
    }

    private string Line(string file) => $"{surroundings.Shown(file)} ({Figures.Bytes(new FileInfo(file).Length)})";
}
