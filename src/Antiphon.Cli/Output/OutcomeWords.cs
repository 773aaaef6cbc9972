using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>What the figures of a finished run are figures of, for summaries and reports alike.</summary>
internal static class OutcomeWords
{
    /// <summary>A share of the discounted weight from which it passes for all of it: 99 % in the figures shown.</summary>
    internal const double NearlyAll = 0.9895;

    /// <summary>The value's model, and the errors of solver and model, which are two things.</summary>
    public static string Value(AlternationOutcome outcome) =>
        outcome is { ModelErrorEstimate: double model, OtherValue: double other, OtherResolution: int resolution }
            ? $"expected return in the planner's model: {outcome.PopulationSize}; model error about {Figures.Value(model)} "
                + $"(resolution {resolution} gives {Figures.Value(other)}), solver error at most {Figures.Value(outcome.ValueErrorBound)}"
            : $"expected return in the planner's model: {outcome.PopulationSize}; "
                + $"{(outcome.PopulationModel == "exact" ? "error" : "solver error")} at most {Figures.Value(outcome.ValueErrorBound)}";

    /// <summary>How the deployed return was measured, and which part of an endless return it is.</summary>
    public static string Deployed(RunRecord record)
    {
        AlternationOutcome outcome = record.Outcome!;
        return $"95% interval {Words.Interval(outcome.Deployed)}; mean discounted return in simulation, "
            + $"n = {Figures.Count(record.Agents)}, {Steps(record)}";
    }

    /// <summary>"100 steps", with the share of the discounted weight where that is not nearly all.</summary>
    public static string Steps(RunRecord record)
    {
        string steps = Figures.Count(record.Options.DeployedHorizon, "step");
        return record.Outcome?.MeasuredShare is double share && share < NearlyAll
            ? $"{steps}, {Share(share)} of the discounted weight"
            : steps;
    }

    /// <summary>What the steps beyond the horizon can change.</summary>
    public static string Truncation(int horizon) =>
        $"at most, up or down: the reward after step {Figures.Count(horizon)}, which is not simulated";

    /// <summary>What a gain that is left is a gain of, how exactly it is known, and what the judge at the true n says of it.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="side">"the global agent" or "the local agents".</param>
    /// <param name="deployed">What the proposal gains at the true n, where that was measured.</param>
    public static string Gain(AlternationOutcome outcome, string side, DeployedGain? deployed)
    {
        string error = outcome.GainErrorBound is double bound ? $", error at most {Figures.Value(bound)}" : "";
        string place = outcome.PopulationModel == "exact" ? "" : " in the model";
        string model = $"what {side} could gain by changing alone: the largest gain found{place}{error}";
        return deployed is null
            ? model
            : $"{model}; simulated gain {Figures.Value(deployed.Low)} to {Figures.Value(deployed.High)}, interval over "
                + $"{Figures.Count(deployed.Rollouts, "pair")} of episodes";
    }

    /// <summary>Whether pairs have a value in a population model, rather than by simulation alone.</summary>
    public static bool HasModel(AlternationOutcome outcome) => double.IsFinite(outcome.Value);

    /// <summary>"132.1 to 134.0".</summary>
    public static string Between(FullInformationBounds bounds) =>
        $"{Figures.Value(bounds.Lower.Mean)} to {Figures.Value(bounds.Upper.Mean)}";

    /// <summary>What the bounds are bounds of, and how far they are proved.</summary>
    public static string FullInformation(FullInformationBounds bounds) =>
        "return of the best dispatcher that observes all agents, with these local agents and without a horizon: bounds proved at each "
        + $"of {Figures.Count(bounds.Starts, "drawn start")}; means over the starts, {Words.Interval(bounds.Lower)} and "
        + $"{Words.Interval(bounds.Upper)} (95%)";

    /// <summary>What the judge found of a side's last proposals that it did not accept.</summary>
    public static string SimulatedGain(string side, DeployedGain? deployed) =>
        deployed is null
            ? $"the last turn had no proposal for {side}"
            : $"what {side} could gain by changing alone: the largest gain found, interval {Figures.Value(deployed.Low)} to "
                + $"{Figures.Value(deployed.High)} over {Figures.Count(deployed.Rollouts, "pair")} of episodes";

    /// <summary>How the best restart was chosen; empty where there is no choice.</summary>
    public static string Best(AlternationOutcome outcome) =>
        outcome.Restarts.Count < 2 ? ""
        : outcome.Restarts[outcome.BestRestart].Deployed is { } chosen
            ? $"The best restart has the highest return in {Figures.Count(chosen.Count, "episode")} that all restarts share. "
                + "\"Deployed\" above is its return in other episodes, so the choice does not bias it."
        : "The best restart has the highest exact value at the true n.";

    private static string Share(double share) => share < 0.001 ? $"{100 * share:G2}%" : $"{100 * share:0.#}%";
}
