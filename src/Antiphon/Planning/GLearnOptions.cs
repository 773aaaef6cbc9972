namespace Antiphon.Planning;

/// <summary>Options of <see cref="GLearn"/>.</summary>
public sealed record GLearnOptions
{
    /// <summary>
    /// The largest allowed error of the surrogate's values, proved by MacQueen's bounds; positive, in units of the return.
    /// </summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>The most sweeps of value iteration; at least 1.</summary>
    public int MaximumSweeps { get; init; } = 100_000;

    /// <summary>Threads that share a sweep; at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the result keeps all action values Q, which take A times the memory of the values.</summary>
    public bool KeepActionValues { get; init; }

    /// <summary>
    /// Values to start from, [s_g][rank], for example those of a similar local policy; null starts from zero. The fixed point does not
    /// depend on it.
    /// </summary>
    public IReadOnlyList<double[]>? WarmStart { get; init; }

    internal void Check()
    {
        if (!(Accuracy > 0) || MaximumSweeps < 1 || Threads < 1)
        {
            throw new InvalidOptionException(
                $"G-LEARN needs accuracy > 0, sweeps >= 1, threads >= 1; found {Accuracy}, {MaximumSweeps}, {Threads}"
            );
        }
    }
}
