using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon export`: the policies of a run for other programs.</summary>
internal sealed class ExportVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "export",
        "export RUN|POLICY|GAME",
        "Writes policies as ONNX models or as arrays, or a problem as a .pomdp file. The models, global.onnx and local.onnx, run in "
            + "other languages and on other devices. The arrays, policy.npz, are for Python. The .pomdp file, for public solvers, holds "
            + "the dispatcher's problem for a fixed local policy.",
        [
            new Example("antiphon export runs/warehouse-k10-seed1 --onnx", "write both models to the run folder"),
            new Example("antiphon export runs/warehouse-k10-seed1 --onnx --out deployed", "write them to the folder deployed"),
            new Example("antiphon export runs/warehouse-k10-seed1 --npz", "write tables, values and kernels as arrays of numpy"),
            new Example(
                "antiphon export depots --pomdp --local follow",
                "write depots.pomdp and print bounds that a public solver can check"
            ),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> folder;
    private readonly Option<bool> onnx = VerbOptions.Flag("--onnx", "write the policies in the ONNX format, operator set 17");
    private readonly Option<bool> npz = VerbOptions.Flag(
        "--npz",
        "write policies, kernels, and values where they can be computed as arrays, for numpy"
    );
    private readonly Option<string?> gameOfPolicy = PairSource.GameOption();
    private readonly Option<string?> output = VerbOptions.Output(
        "FOLDER",
        "output folder; created if missing [the folder of the pair; for a game the working directory]"
    );
    private readonly PomdpExport pomdp;
    private readonly Option<bool> json = VerbOptions.Json();

    public ExportVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        pomdp = new PomdpExport(surroundings);
        folder = GameArgument.Create(
            "RUN|POLICY|GAME",
            "a run folder of `antiphon train`, or a policy file; with --pomdp also a game",
            this
        );
        Add(folder);
        Offer(
            new OptionGroup("Input", [gameOfPolicy]),
            new OptionGroup("Format", [onnx, npz, .. pomdp.Options]),
            new OptionGroup("Output", [output, json])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(folder)
            ?? throw new InvalidInputException("export needs a RUN: a folder that `antiphon train` made");
        if (new[] { parse.GetValue(onnx), parse.GetValue(npz), pomdp.IsAsked(parse) }.Count(asked => asked) != 1)
        {
            throw new InvalidInputException("export needs one format: --onnx, --npz or --pomdp");
        }

        string? target = parse.GetValue(output) is string named ? surroundings.FullPath(named) : null;
        if (pomdp.IsAsked(parse))
        {
            Print(parse, pomdp.Run(parse, shown, parse.GetValue(gameOfPolicy), target));
            return ExitCode.Done;
        }

        if (pomdp.Options.Skip(1).FirstOrDefault(parse.Given) is Option odd)
        {
            throw new InvalidInputException($"{odd.Name} applies only to --pomdp; leave it out");
        }

        var from = PairSource.Of(shown, parse.GetValue(gameOfPolicy), surroundings);
        target ??= from.Folder;
        if (parse.GetValue(npz))
        {
            Print(parse, new ArrayExport(surroundings).Run(from, target));
        }
        else
        {
            Print(parse, from.IsContinuous ? Networks(from, target) : Tables(from, target));
        }

        return ExitCode.Done;
    }

    private static (ExportDocument Document, string Global, string Local) Tables(PairSource from, string target)
    {
        (CooperativeGame game, JointPolicy policy, _) = from.Finite();
        AtomicFile.CreateFolder(target);
        return (
            new ExportDocument(game.Name, policy.Global.Subsample, OnnxFiles.Write(policy, game, target)),
            $"globalState [batch], counts [batch, {game.Sampling.Places(game.LocalStates)}] -> action [batch]; the counts of an entry sum "
                + $"to {Sums(game, policy.Global.Subsample)}",
            $"localState [batch], globalState [batch] -> probabilities [batch, {game.LocalActions}]"
        );
    }

    private static (ExportDocument Document, string Global, string Local) Networks(PairSource from, string target)
    {
        (ContinuousGame game, ContinuousPair pair, _) = from.Continuous();
        AtomicFile.CreateFolder(target);
        return (
            new ExportDocument(game.Name, pair.Subsample, OnnxFiles.Write(pair, game, target)),
            $"observation [batch, "
                + $"{game.Features.Size}]{(SeesGlobal(pair, game) ? $", globalState [batch, {game.GlobalStates.Dimension}]" : "")} -> "
                + $"probabilities [batch, {game.GlobalActions.Count}], action [batch]",
            $"globalState [batch, {game.GlobalStates.Dimension}], localState [batch, {game.LocalStates.Dimension}] -> probabilities "
                + $"[batch, {game.LocalActions.Count}], action [batch]"
        );
    }

    private static bool SeesGlobal(ContinuousPair pair, ContinuousGame game) =>
        pair.Global is NeuralGlobalPolicy { Network: var network } && network.Shape.Inputs > game.Features.Size;

    private static string Sums(CooperativeGame game, int subsample) =>
        game.Types.Count > 1
            ? string.Join(" and ", game.Types.Zip(game.Types.Split(subsample), (type, agents) => $"{agents} of {type.Name}"))
        : game.Sampling.Places(game.LocalStates) > game.LocalStates ? $"{subsample}, the lost observations first"
        : $"{subsample}";

    private void Print(ParseResult parse, (ExportDocument Document, string Global, string Local) export)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(export.Document));
            return;
        }

        surroundings.Out.WriteLine($"Global policy: {Line(export.Document.Files[0])}");
        surroundings.Out.WriteLine($"  {export.Global}");
        surroundings.Out.WriteLine($"Local policy:  {Line(export.Document.Files[1])}");
        surroundings.Out.WriteLine($"  {export.Local}");
        surroundings.Out.WriteLine(
            "Indices are 64-bit whole numbers in the order of the game; names of states and actions are in the models' metadata."
        );
    }

    private void Print(ParseResult parse, ArrayDocument document)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
            return;
        }

        surroundings.Out.WriteLine($"Arrays: {Line(document.File)}");
        foreach (StoredArray array in document.Arrays)
        {
            surroundings.Out.WriteLine($"  {array.Name} [{string.Join(", ", array.Shape)}]");
        }

        if (document.LeftOut is string reason)
        {
            surroundings.Out.WriteLine($"Without values: {reason}");
        }
    }

    private void Print(ParseResult parse, PomdpDocument document)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
            return;
        }

        surroundings.Out.WriteLine($"Problem: {Line(document.File)}");
        surroundings.Out.WriteLine(
            $"Start:   {Figures.Printable(document.StartGlobalState)}, the first possible, and a draw of the populations (seed {document.Seed})"
        );
        surroundings.Out.WriteLine($"Value:   {Figures.Value(document.Lower)} to {Figures.Value(document.Upper)} at the start, proved");
    }

    private string Line(string file) => $"{surroundings.Shown(file)} ({Figures.Bytes(Disk.Current.LengthOf(file))})";
}
