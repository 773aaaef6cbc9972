using System.Globalization;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>What a reader should know of a mean-field model: that it is coarse, or that its value is not what the pair earns.</summary>
internal static class ModelNotice
{
    /// <summary>The coarsest resolution that is taken without a notice.</summary>
    internal const int CoarsestUnnoticed = 4;

    /// <summary>The notices of a model, none for an exact one.</summary>
    /// <param name="model">The model of the run.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="value">The pair's value in the model.</param>
    /// <param name="check">Its value at another resolution, or null.</param>
    /// <param name="deployed">What it earned at the true n.</param>
    internal static IEnumerable<string> Of(
        PopulationModel model,
        AlternationOptions options,
        double value,
        ModelCheck? check,
        SimulationResult deployed
    )
    {
        if (model is not MeanFieldPopulation field)
        {
            yield break;
        }

        string remedy = Remedy(field);
        if (field.Resolution < CoarsestUnnoticed)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the mean-field model is coarse: at resolution {field.Resolution}, fractions are multiples of 1/{field.Resolution}; "
                    + $"rely on the deployed return; {remedy}"
            );
        }

        // With memory the model's global agent knows the population, so that the two values differ for another reason.
        if (options.Memory is not null)
        {
            yield break;
        }

        double distance = Math.Abs(value - deployed.Reward.Mean);
        double explained =
            deployed.TruncationBound + Math.Max(deployed.Reward.High - deployed.Reward.Mean, deployed.Reward.Mean - deployed.Reward.Low);
        if (distance > explained)
        {
            string lattice = check is null ? "" : Invariant($" (resolution {check.Resolution} gives {check.Value:G5})");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the value in the model differs from the deployed return by {distance:G3}, more than truncation and the interval "
                    + $"explain ({explained:G3}), so the model is not accurate here{lattice}; rely on the deployed return; {remedy}"
            );
        }
    }

    private static string Remedy(MeanFieldPopulation field)
    {
        int finer = 2 * field.Resolution;
        return MeanFieldPopulation.Bytes(field.Game, finer) <= MemoryBudget.UsableBytes
            ? Invariant($"a resolution of {finer} has {MeanFieldPopulation.CountVectors(field.Game, finer):N0} nodes")
            : Invariant($"a resolution of {finer} does not fit in memory; merge local states");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
