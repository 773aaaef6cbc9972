using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>
/// The contents of checkpoint.json of a continuous run: for every start the networks, the optimizers, and the turn's number, from which
/// with the seed all random streams are split. Holds no timings.
/// </summary>
internal sealed record ContinuousCheckpoint(
    string Format,
    string Game,
    int Subsample,
    ulong Seed,
    IReadOnlyList<NeuralRestartSnapshot> Restarts
)
{
    /// <summary>The format this program writes.</summary>
    public const string CurrentFormat = "antiphon-continuous-checkpoint/2";

    /// <summary>The format of earlier versions, which held the only start's fields themselves.</summary>
    private const string FormerFormat = "antiphon-continuous-checkpoint/1";

    public static void Write(string path, RunRecord<ContinuousOptions> run, IEnumerable<RestartState<NeuralPair>> states) =>
        RunFile.Write(
            path,
            new ContinuousCheckpoint(
                CurrentFormat,
                run.Game,
                run.Options.Subsample,
                run.Options.Seed,
                [.. states.Select(NeuralRestartSnapshot.Of)]
            ),
            LearningJson.Document
        );

    /// <summary>Reads the states of all starts.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is damaged, of another run, or of another architecture; it is named, and nothing is changed.
    /// </exception>
    public static IReadOnlyList<RestartState<NeuralPair>> Read(string path, RunRecord<ContinuousOptions> run, ContinuousGame game)
    {
        string format = RunFile.Field(path, "format") == FormerFormat ? FormerFormat : CurrentFormat;
        ContinuousCheckpoint stored = RunFile.Read<ContinuousCheckpoint>(
            path,
            format,
            LearningJson.Document,
            format == FormerFormat ? Present : null
        );
        if ((stored.Game, stored.Subsample, stored.Seed) != (run.Game, run.Options.Subsample, run.Options.Seed))
        {
            throw new InvalidInputException(
                $"{path} belongs to {stored.Game}, k = {stored.Subsample}, seed {stored.Seed}; run.json to {run.Game}, k = "
                    + $"{run.Options.Subsample}, seed {run.Options.Seed}; restore the file of this run"
            );
        }

        if (stored.Restarts.Count != run.Options.Starts)
        {
            throw new InvalidInputException(
                $"{path}: restarts has {stored.Restarts.Count} entries; expected {run.Options.Starts}, as in run.json; restore the file "
                    + "of this run"
            );
        }

        return [.. stored.Restarts.Select((restart, number) => Restore(path, number, restart, run.Options, game))];
    }

    private static RestartState<NeuralPair> Restore(
        string path,
        int number,
        NeuralRestartSnapshot restart,
        ContinuousOptions options,
        ContinuousGame game
    )
    {
        try
        {
            return restart.Restore(number, options, game);
        }
        catch (Exception damage) when (damage is FormatException or InvalidInputException)
        {
            throw new InvalidInputException(
                $"{path}: restarts[{number}]: {damage.Message}. The checkpoint belongs to another run, or is damaged; restore it, or "
                    + "start the run again in another folder.",
                damage
            );
        }
    }

    // All fields but those of the run become those of its only start.
    private static JsonElement Present(JsonElement root)
    {
        JsonObject document = [];
        JsonObject restart = [];
        foreach ((string name, JsonNode? value) in JsonNode.Parse(root.GetRawText())!.AsObject())
        {
            (name is "format" or "game" or "subsample" or "seed" ? document : restart).Add(name, value?.DeepClone());
        }

        document.Add("restarts", new JsonArray(restart));
        return JsonSerializer.SerializeToElement(document, LearningJson.Default.JsonObject);
    }
}

/// <summary>
/// The state of one start as a checkpoint stores it; its number is its place. What it started from is absent for random networks.
/// </summary>
internal sealed record NeuralRestartSnapshot(
    int Position,
    LearnerSnapshot Global,
    LearnerSnapshot Local,
    string GlobalIncumbent,
    string LocalIncumbent,
    StopReason? Finished,
    IReadOnlyList<Proposal> Proposals,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Start = null
)
{
    public static NeuralRestartSnapshot Of(RestartState<NeuralPair> state) =>
        new(
            state.Position,
            LearnerSnapshot.Of(state.Latest!.LearnerOf(Player.Global)),
            LearnerSnapshot.Of(state.Latest!.LearnerOf(Player.Local)),
            PackedNumbers.Pack(state.Incumbent.Global.Parameters),
            PackedNumbers.Pack(state.Incumbent.Local.Parameters),
            state.Finished,
            state.Proposals,
            state.Start == NeuralPair.StartName ? null : state.Start
        );

    /// <summary>The state, to the bit.</summary>
    /// <exception cref="FormatException">The architecture is another, or a field is damaged.</exception>
    /// <exception cref="InvalidInputException">A number is not finite.</exception>
    public RestartState<NeuralPair> Restore(int number, ContinuousOptions options, ContinuousGame game)
    {
        if (Position < 0 || Proposals.Count != Position)
        {
            throw new FormatException($"position is {Position} with {Proposals.Count} proposals; expected one per turn");
        }

        int inputs = game.Features.Size + (options.GlobalSeesState ? game.GlobalStates.Dimension : 0);
        var global = new PerceptronShape(inputs, options.Hidden, game.GlobalActions.Count);
        var local = new PerceptronShape(game.GlobalStates.Dimension + game.LocalStates.Dimension, options.Hidden, game.LocalActions.Count);
        var latest = new NeuralPair(Global.Restore(global, "global"), Local.Restore(local, "local"));
        var incumbent = new NeuralPair(
            new Perceptron(global, PackedNumbers.Unpack(GlobalIncumbent, global.Parameters, "globalIncumbent")),
            new Perceptron(local, PackedNumbers.Unpack(LocalIncumbent, local.Parameters, "localIncumbent"))
        );
        string start = Start ?? NeuralPair.StartName;
        return Proposals.Count == 0 && Finished is null
            ? RestartState.Begin(number, start, incumbent, Player.Global) with
            {
                Latest = latest,
            }
            : RestartState.GoOn(number, start, incumbent, latest, Proposals, Finished);
    }
}
