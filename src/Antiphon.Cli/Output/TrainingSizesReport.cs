using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>What can be trained on this machine, in words.</summary>
internal static class TrainingSizesReport
{
    /// <summary>Writes the answer for people.</summary>
    /// <param name="report">Receives it.</param>
    /// <param name="sizes">The figures.</param>
    /// <param name="agents">n.</param>
    public static void Write(Report report, TrainingSizes sizes, long agents)
    {
        report.Fact("In a minute", Largest(sizes.Minute, sizes, "a minute"));
        report.Fact("In an hour", Largest(sizes.Hour, sizes, "an hour"));
        report.Paragraph($"Times: {sizes.Speed.Source}. Memory: at most {Figures.Bytes(sizes.MemoryLimit)} (--memory-limit).");
        if (sizes.Hour.Limit != PlanLimit.Agents)
        {
            report.Paragraph($"For more: {Beyond(sizes.CanRemember, agents)}");
        }
    }

    private static string Largest(PlanRecommendation largest, TrainingSizes sizes, string time) =>
        largest switch
        {
            { Subsample: null, Limit: PlanLimit.Time } => $"none: every training of this game takes longer than {time}",
            { Subsample: null } => $"none: k = 1 needs {Figures.Bytes(sizes.LeastMemory)} of memory",
            { Subsample: long k, Limit: PlanLimit.Agents } => $"any k up to n = {Figures.Count(k)}",
            { Subsample: long k, Limit: PlanLimit.Time } => $"k up to {Figures.Count(k)}",
            { Subsample: long k, Limit: PlanLimit.Memory } => $"k up to {Figures.Count(k)}; a larger one does not fit in memory",
            { Subsample: long k } => $"k up to {Figures.Count(k)}; the count vectors of a larger one cannot be indexed",
        };

    // Where no dispatcher can remember, training takes the mean-field model by itself.
    private static string Beyond(bool canRemember, long agents) =>
        canRemember
            ? "give the dispatcher a memory (`antiphon train --memory filter`), which makes a small k nearly as informative as a large "
                + "one; merge local states, whose number affects the count vectors most; or plan with the mean-field model "
                + $"(--population mean-field), whose cost does not grow with n = {Figures.Count(agents)}."
            : "merge local states, whose number affects the count vectors most.";
}
