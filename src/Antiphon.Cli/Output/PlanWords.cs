using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>What the bounds of a plan mean, in sentences.</summary>
internal static class PlanWords
{
    private const double ExactSeconds = 10;

    /// <summary>A bound, marked where it says nothing.</summary>
    public static string Gap(double gap, bool vacuous) => $"{Magnitude.From(gap)}{(vacuous ? "*" : "")}";

    /// <summary>A whole number that may be large.</summary>
    public static string Rounded(double count) => Magnitude.From(count).ToString();

    /// <summary>An estimated duration: whole units only.</summary>
    public static string RoughDuration(double seconds) =>
        seconds switch
        {
            < 100 => $"{Math.Max(1, Math.Round(seconds)):0} s",
            < 100 * 60 => $"{seconds / 60:0} min",
            < 100 * 3600 => $"{seconds / 3600:0} h",
            _ => $"{seconds / 86400:N0} days",
        };

    /// <summary>What part of a whole something is.</summary>
    public static string Share(double part, double whole) => part < whole ? $"{100 * part / whole:G2}%" : "all";

    /// <summary>How a reward bound came about.</summary>
    public static string Bound(double shift) =>
        shift == 0 ? "at most" : $"at most, after adding {Figures.Value(shift)} so that it starts at 0";

    /// <summary>Which bounds say anything for this game, and from which k on.</summary>
    public static string Meaning(PlanDocument plan)
    {
        long n = plan.Game.Agents;
        double range = plan.Constants.LargestValue;
        string printed =
            plan.PrintedMeaningFrom <= n
                ? $"The paper's 2 eta is below the range of values from about k = {plan.PrintedMeaningFrom} on."
                : $"The paper's 2 eta is vacuous for this game at any k up to n = {Figures.Count(n)}: it would be below the range of "
                    + $"values, {Figures.Value(range)}, only from about k = {plan.PrintedMeaningFrom} on.";
        string proved =
            plan.CorrectedMeaningFrom < n
                ? $"Twice the proved gap is below the range from k = {Figures.Count(plan.CorrectedMeaningFrom)} on."
                : "Twice the proved gap is below the range only at k = n, where it is 0 (with infinitely many agents from k = "
                    + $"{plan.CorrectedMeaningOfManyAgentsFrom} on).";
        string advice =
            plan.PrintedMeaningFrom > n || plan.CorrectedMeaningFrom == n
                ? " Use neither as a tolerance of training. To judge a pair, use the measured gains that `antiphon train` prints."
                : "";
        return $"{printed} {proved}{advice}";
    }

    /// <summary>The recommended k and the limiting resource.</summary>
    public static string Recommendation(PlanDocument plan)
    {
        if (plan.Recommendation.Subsample is not long k)
        {
            return $"Not even k = 1 can be trained within these limits: {Binding(plan, 1)}.";
        }

        string cost = $"about {RoughDuration(plan.Recommended.Seconds)} ({plan.Speed.Source}) and {Figures.Bytes(plan.Recommended.Bytes)}";
        return plan.Recommendation.Limit == PlanLimit.Agents
            ? $"Recommended: k = {Figures.Count(k)}, all agents. It takes {cost}."
            : $"Recommended: k = {Figures.Count(k)}, the largest within these limits. It takes {cost}. Limited by {Binding(plan, k + 1)}.";
    }

    private static string Binding(PlanDocument plan, long k) =>
        plan.Recommendation.Limit switch
        {
            PlanLimit.Time => $"time; k = {Figures.Count(k)} would exceed {Duration(plan.MaximumSeconds)} (--seconds)",
            PlanLimit.Memory => $"memory; k = {Figures.Count(k)} would exceed {Figures.Bytes(plan.MaximumBytes)} (--memory)",
            PlanLimit.Index => $"the count vectors; those of k = {Figures.Count(k)} cannot be indexed",
            _ => $"there are only {Figures.Count(plan.Game.Agents)} agents",
        };

    private static string Duration(double seconds) => seconds < ExactSeconds ? $"{seconds} s" : RoughDuration(seconds);
}
