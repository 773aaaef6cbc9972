using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>Options of <see cref="OffPolicyQLearning"/>.</summary>
public sealed record QLearningOptions
{
    /// <summary>The fallback where none is asked for: keep the global state as it is.</summary>
    internal const string DefaultFallback = "hold";

    /// <summary>Step sizes; by default 1/N^0.7 with N the visits of the entry.</summary>
    public StepSize Step { get; init; } = new();

    /// <summary>Name of the baseline policy that acts in cells where no action was seen (<see cref="BaselinePolicies.Global"/>).</summary>
    public string Fallback { get; init; } = DefaultFallback;

    /// <summary>
    /// Q_0, the value of every entry before its first update; null: the log's mean reward divided by 1 - gamma, which is what its
    /// behaviour earns on average. Starting from 0, the learner would first have to find the common level of all values, with step sizes
    /// that shrink.
    /// </summary>
    public double? StartValue { get; init; }

    internal void Check()
    {
        string[] wrong =
        [
            .. Step.Violations(),
            .. StartValue is not { } start || double.IsFinite(start)
                ? Array.Empty<string>()
                : [$"the start value is {StartValue}; expected a number"],
        ];
        if (wrong.Length > 0)
        {
            throw new InvalidOptionException(string.Join("; ", wrong));
        }
    }

    /// <summary>Q_0 for a log.</summary>
    internal double StartValueFor(LogAudit audit, double discount) => StartValue ?? (audit.MeanReward / (1 - discount));

    /// <summary>The fallback policy of a name.</summary>
    internal static NamedGlobalPolicy FallbackOf(CooperativeGame game, int subsample, string name)
    {
        NamedGlobalPolicy[] tables = [.. BaselinePolicies.Global(game, subsample).Where(baseline => baseline.Policy.Table is not null)];
        return Array.Find(tables, baseline => baseline.Name == name)
            ?? throw new InvalidOptionException(
                $"there is no fallback '{name}'; expected one of: {string.Join(", ", tables.Select(baseline => baseline.Name))}"
            );
    }
}
