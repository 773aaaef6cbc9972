namespace Antiphon.Planning;

/// <summary>Options of <see cref="PolicyEvaluator"/>.</summary>
public sealed record PolicyEvaluatorOptions
{
    /// <summary>The largest allowed error of the value, proved by MacQueen's bounds; positive, in units of the return.</summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>Threads that share a sweep; at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range.</exception>
    internal void Require()
    {
        if (!(Accuracy > 0) || Threads < 1)
        {
            throw new InvalidOptionException(
                $"Accuracy is {Accuracy} and Threads is {Threads}; expected a positive accuracy and at least 1 thread"
            );
        }
    }
}
