using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>Options of <see cref="TrainingPlanner"/>.</summary>
public sealed record PlanOptions
{
    // With the largest rewards and discounts that games may have, no bound leaves the range of doubles from here on.
    private const double SmallestShare = 1e-100;

    /// <summary>epsilon, the loss that is allowed, in units of the return; from 1e-100 to 1.</summary>
    public required double Epsilon { get; init; }

    /// <summary>delta, the probability with which the bounds may fail; from 1e-100 to below 1.</summary>
    public double Delta { get; init; } = 0.05;

    /// <summary>The k to report, each from 1 to n; null: 1, 2, 5, 10, 20, 50, .. as far as their count vectors can be indexed.</summary>
    public IReadOnlyList<long>? Subsamples { get; init; }

    /// <summary>How long training may take, in seconds; positive.</summary>
    public double Seconds { get; init; } = 600;

    /// <summary>How much memory training may take, in bytes; positive.</summary>
    public double MemoryBytes { get; init; } = MemoryBudget.UsableBytes;

    /// <summary>How fast the game trains (<see cref="TrainingSpeed.Measure"/>); null: <see cref="TrainingSpeed.Typical"/>.</summary>
    public TrainingSpeed? Speed { get; init; }

    /// <summary>Threads of training, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check(long agents)
    {
        List<string> wrong = [];
        Require(Epsilon is >= SmallestShare and <= 1, $"epsilon is {Epsilon}; expected a number from {SmallestShare:0e-0} to 1");
        Require(Delta is >= SmallestShare and < 1, $"delta is {Delta}; expected a number from {SmallestShare:0e-0} to below 1");
        Require(Seconds > 0 && double.IsFinite(Seconds), $"seconds is {Seconds}; expected a positive number");
        Require(MemoryBytes > 0 && double.IsFinite(MemoryBytes), $"the memory is {MemoryBytes} bytes; expected a positive number");
        Require(Threads >= 1, $"threads is {Threads}; expected at least 1");
        Require(Subsamples is null or { Count: > 0 }, "there is no k; expected at least one");
        foreach (long k in Subsamples ?? [])
        {
            Require(
                k >= 1 && k <= agents,
                $"k is {k:N0}; expected 1 to {agents:N0}, the number of local agents; lower k or raise the number of agents"
            );
        }

        if (wrong.Count > 0)
        {
            throw new InvalidOptionException(string.Join(Environment.NewLine, wrong));
        }

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                wrong.Add(message);
            }
        }
    }
}
