using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Runs;

namespace Antiphon.Cli;

/// <summary>The kinds of run that the command knows, each with the oracles and judges that options may name. Trainings begin and resume
/// with these, and with nothing else.</summary>
internal static class Registered
{
    /// <summary>Runs in finite games, with the paper's own parts.</summary>
    public static FiniteCodec Finite { get; } = new(PaperParts.All);

    /// <summary>Runs in games with continuous states.</summary>
    public static ContinuousCodec Continuous => ContinuousCodec.Instance;

    private static IReadOnlyList<RunCodec> All => [Finite, Continuous];

    /// <summary>The kind of the run in a folder; null where there is none that the command knows.</summary>
    public static RunCodec? OfRun(string folder) => All.FirstOrDefault(codec => codec.IsRun(folder));

    /// <summary>Opens a run where only one in a finite game will do.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">There is none, it is of another kind, or it is damaged.</exception>
    public static StoredRun OpenFinite(string folder) =>
        OfRun(folder) is ContinuousCodec
            ? throw new InvalidInputException(
                $"{folder} is a run in a game with continuous states; expected a run in a game with finitely many states. Runs with "
                    + "continuous states can be resumed, simulated, shown, certified (by estimates), reported and exported"
            )
            : Finite.Open(folder);

    /// <summary>The kind of the sweep in a folder; null where there is none that the command knows.</summary>
    public static RunCodec? OfSweep(string folder) => All.FirstOrDefault(codec => codec.IsSweep(folder));
}
