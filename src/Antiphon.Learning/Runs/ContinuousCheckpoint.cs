using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>
/// The contents of checkpoint.json of a continuous run: networks, optimizers, and the turn's number, from which with the seed all random
/// streams are split. Holds no timings.
/// </summary>
internal sealed record ContinuousCheckpoint(
    string Format,
    string Game,
    int Subsample,
    ulong Seed,
    int Position,
    LearnerSnapshot Global,
    LearnerSnapshot Local,
    string GlobalIncumbent,
    string LocalIncumbent,
    StopReason? Finished,
    IReadOnlyList<Proposal> Proposals
)
{
    /// <summary>The format this program writes and reads.</summary>
    public const string CurrentFormat = "antiphon-continuous-checkpoint/1";

    public static void Write(string path, RunRecord<ContinuousOptions> run, RestartState<NeuralPair> state) =>
        RunFile.Write(
            path,
            new ContinuousCheckpoint(
                CurrentFormat,
                run.Game,
                run.Options.Subsample,
                run.Options.Seed,
                state.Position,
                LearnerSnapshot.Of(state.Latest!.LearnerOf(Player.Global)),
                LearnerSnapshot.Of(state.Latest!.LearnerOf(Player.Local)),
                PackedNumbers.Pack(state.Incumbent.Global.Parameters),
                PackedNumbers.Pack(state.Incumbent.Local.Parameters),
                state.Finished,
                state.Proposals
            ),
            LearningJson.Document
        );

    /// <summary>Reads the state of a training.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is damaged, of another run, or of another architecture; it is named, and nothing is changed.
    /// </exception>
    public static RestartState<NeuralPair> Read(string path, RunRecord<ContinuousOptions> run, ContinuousGame game)
    {
        ContinuousCheckpoint stored = RunFile.Read<ContinuousCheckpoint>(path, CurrentFormat, LearningJson.Document);
        if ((stored.Game, stored.Subsample, stored.Seed) != (run.Game, run.Options.Subsample, run.Options.Seed))
        {
            throw new InvalidInputException(
                $"{path} is of {stored.Game}, k = {stored.Subsample}, seed {stored.Seed}; run.json says {run.Game}, k = "
                    + $"{run.Options.Subsample}, seed {run.Options.Seed}; restore the file of this run"
            );
        }

        try
        {
            if (stored.Position < 0 || stored.Proposals.Count != stored.Position)
            {
                throw new FormatException($"position is {stored.Position} with {stored.Proposals.Count} proposals; expected one per turn");
            }

            int inputs = game.Features.Size + (run.Options.GlobalSeesState ? game.GlobalStates.Dimension : 0);
            var global = new PerceptronShape(inputs, run.Options.Hidden, game.GlobalActions.Count);
            var local = new PerceptronShape(
                game.GlobalStates.Dimension + game.LocalStates.Dimension,
                run.Options.Hidden,
                game.LocalActions.Count
            );
            var latest = new NeuralPair(stored.Global.Restore(global, "global"), stored.Local.Restore(local, "local"));
            var incumbent = new NeuralPair(
                new Perceptron(global, PackedNumbers.Unpack(stored.GlobalIncumbent, global.Parameters, "globalIncumbent")),
                new Perceptron(local, PackedNumbers.Unpack(stored.LocalIncumbent, local.Parameters, "localIncumbent"))
            );
            return RestartState.GoOn("random networks", incumbent, latest, stored.Proposals, stored.Finished);
        }
        catch (Exception damage) when (damage is FormatException or InvalidInputException)
        {
            throw new InvalidInputException(
                $"{path}: {damage.Message}. The checkpoint is of another run, or damaged; restore it, or start the run again in another "
                    + "folder.",
                damage
            );
        }
    }
}
