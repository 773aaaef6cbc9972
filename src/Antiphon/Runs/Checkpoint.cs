using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// The contents of checkpoint.json: everything that training needs to resume as if it had not been interrupted. Holds no timings.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="GameHash">The game's hash, so that a checkpoint of another run is refused.</param>
/// <param name="Subsample">The subsample size k of the run.</param>
/// <param name="Restarts">The state of every restart that has begun.</param>
internal sealed record Checkpoint(string Format, string GameHash, int Subsample, IReadOnlyList<RestartSnapshot> Restarts)
{
    /// <summary>The format this program writes and reads.</summary>
    public const string CurrentFormat = "antiphon-checkpoint/1";

    /// <summary>Writes the state of all restarts.</summary>
    public static void Write(string path, RunRecord run, IEnumerable<RestartState<JointPolicy>> restarts) =>
        RunFile.Write(path, new Checkpoint(CurrentFormat, run.GameHash, run.Options.Subsample, [.. restarts.Select(RestartSnapshot.Of)]));

    /// <summary>Reads the state of all restarts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="game">The game of the run; asked for only where a policy needs it.</param>
    /// <exception cref="InvalidInputException">The file is damaged, of another format, or of another run.</exception>
    public static IReadOnlyList<RestartState<JointPolicy>> Read(string path, RunRecord run, Func<CooperativeGame> game)
    {
        Checkpoint checkpoint = RunFile.Read<Checkpoint>(path, CurrentFormat);
        if (checkpoint.GameHash != run.GameHash || checkpoint.Subsample != run.Options.Subsample)
        {
            string field = checkpoint.GameHash != run.GameHash ? "gameHash" : "subsample";
            throw new InvalidInputException(
                $"{path}: {field} differs from that in run.json, so this checkpoint belongs to another run; restore the right one"
            );
        }

        var restarts = new List<RestartState<JointPolicy>>();
        foreach (RestartSnapshot restart in checkpoint.Restarts)
        {
            restarts.Add(Restore(path, restarts.Count, restart, game));
        }

        return restarts;
    }

    private static RestartState<JointPolicy> Restore(string path, int index, RestartSnapshot restart, Func<CooperativeGame> game)
    {
        try
        {
            return restart.Restore(game);
        }
        catch (Exception damage) when (damage is FormatException or ArgumentException or OverflowException or InvalidInputException)
        {
            throw new InvalidInputException(
                $"{path}: restarts[{index}].incumbent: {damage.Message} The file is damaged; restore it, or start the run again in "
                    + "another folder.",
                damage
            );
        }
    }
}
