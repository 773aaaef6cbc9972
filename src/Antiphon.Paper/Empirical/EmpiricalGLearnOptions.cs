using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>Options of <see cref="EmpiricalGLearn"/>.</summary>
public sealed record EmpiricalGLearnOptions
{
    /// <summary>How expectations are taken.</summary>
    public BellmanOperator Operator { get; init; } = BellmanOperator.Frozen;

    /// <summary>
    /// m, next states per table entry, at least 1; null: m* of Lemma B.36, which is far too many for all but the smallest games. Sampled
    /// operators only.
    /// </summary>
    public int? Samples { get; init; }

    /// <summary>
    /// Xi, draws of random rewards per table entry, at least 1 (Definition F.2), frozen or fresh as the next states are; null: rewards
    /// enter through their means. Sampled operators and games with random rewards only.
    /// <see cref="EmpiricalBounds.SufficientRewardSamples"/> gives a number that suffices.
    /// </summary>
    public int? RewardSamples { get; init; }

    /// <summary>T, sweeps of the operator, at least 1; null: the paper's T.</summary>
    public int? Sweeps { get; init; }

    /// <summary>
    /// Stops before T sweeps once values are proved to be this close to the operator's fixed point; positive; null: never. Not for fresh
    /// samples, which have none.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>What the table is indexed by.</summary>
    public Parameterization Parameterization { get; init; } = Parameterization.PaperRule;

    /// <summary>
    /// Whether the next global state is sampled too, as in the paper, or its exact law used, which has less noise. Sampled operators only.
    /// </summary>
    public bool SampleGlobalState { get; init; } = true;

    /// <summary>delta in (0, 1), for m* and the reported bound on the noise.</summary>
    public double FailureProbability { get; init; } = 0.01;

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that share a sweep; at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the operator draws next states.</summary>
    internal bool IsSampled => Operator is BellmanOperator.Frozen or BellmanOperator.Fresh;

    internal void Check()
    {
        if (Violations() is { Count: > 0 } wrong)
        {
            throw new InvalidOptionException(string.Join(Environment.NewLine, wrong));
        }
    }

    /// <summary>Everything that is wrong with these options.</summary>
    internal List<string> Violations()
    {
        List<string> wrong = [];
        Require(
            Enum.IsDefined(Operator),
            $"the Bellman operator is {Operator}; expected one of {string.Join(", ", Enum.GetNames<BellmanOperator>())}"
        );
        Require(
            Enum.IsDefined(Parameterization),
            $"the parameterization is {Parameterization}; expected one of {string.Join(", ", Enum.GetNames<Parameterization>())}"
        );
        Require(Samples is null or >= 1, $"samples m = {Samples}; expected at least 1");
        Require(RewardSamples is null or >= 1, $"reward samples Xi = {RewardSamples}; expected at least 1");
        Require(
            RewardSamples is null || IsSampled,
            $"reward samples require a sampled operator; found {Operator}; leave them out: other operators use the means"
        );
        Require(Sweeps is null or >= 1, $"sweeps T = {Sweeps}; expected at least 1");
        Require(Tolerance is null or (> 0 and < double.PositiveInfinity), $"tolerance = {Tolerance}; expected a positive number");
        Require(
            Tolerance is null || Operator != BellmanOperator.Fresh,
            "a tolerance requires a fixed point, and fresh samples have none; leave it out, or freeze the samples"
        );
        Require(FailureProbability is > 0 and < 1, $"failure probability delta = {FailureProbability}; expected a number between 0 and 1");
        Require(Threads >= 1, $"threads = {Threads}; expected at least 1");
        return wrong;

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                wrong.Add(message);
            }
        }
    }
}
