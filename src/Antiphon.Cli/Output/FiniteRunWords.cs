using Antiphon.Cli.Reporting;
using Antiphon.Equilibrium;

namespace Antiphon.Cli.Output;

/// <summary>The words for runs in games with finitely many states.</summary>
internal sealed class FiniteRunWords : RunWords<AlternationOptions>
{
    /// <inheritdoc/>
    public override int ListedRestarts => 1;

    /// <inheritdoc/>
    public override string Manner(AlternationOptions options) =>
        options.Memory is { } memory ? $", with memory ({MemoryWords.Of(memory)})" : "";

    /// <inheritdoc/>
    public override string Effort(AlternationOptions options) => Figures.Count(options.Starts, "restart");

    /// <inheritdoc/>
    public override string Stopped(RunRecord record) => Words.Of(record.Outcome!.StopReason, record);

    /// <inheritdoc/>
    public override IEnumerable<Fact> Summary(RunRecord record)
    {
        AlternationOutcome outcome = record.Outcome!;
        if (OutcomeWords.HasModel(outcome))
        {
            yield return new Fact("Value in the model", Figures.Measured(outcome.Value), OutcomeWords.Value(outcome));
        }

        yield return new Fact("Deployed", Figures.Measured(outcome.Deployed.Mean), OutcomeWords.Deployed(record));
        if (record.Options.Memory is not null && OutcomeWords.HasModel(outcome))
        {
            // The model's global agent knows the population: what it earns bounds nothing proved, since the model is not the game; it
            // says where to look.
            yield return new Fact(
                "Cost of not knowing",
                Figures.Value(outcome.Value - outcome.Deployed.Mean),
                "value in the model, where the global agent knows the population and episodes never end, minus the deployed return; "
                    + "`certify` gives an interval"
            );
        }

        yield return Truncation(record);
        if (outcome.Baselines.Count > 0)
        {
            BaselineResult best = outcome.Baselines[0];
            yield return new Fact(
                "Best baseline",
                Figures.Value(best.Deployed.Mean),
                $"95% interval {Words.Interval(best.Deployed)}; the first pair of the table below: {Figures.Printable(best.Global)} + "
                    + Figures.Printable(best.Local)
            );
        }

        if (outcome.Observing is { Gain: { } gain, Ignored: bool ignored })
        {
            yield return new Fact("Value of observing", Figures.Value(ignored ? 0 : Math.Abs(gain.Mean)), Words.Worth(gain, ignored));
        }

        if (outcome.FullInformation is { } full)
        {
            yield return new Fact("Full information", OutcomeWords.Between(full), OutcomeWords.FullInformation(full));
        }

        yield return Gain("Gain left, global", outcome.GlobalGain, outcome, "the global agent", outcome.GlobalGainDeployed);
        yield return Gain("Gain left, local", outcome.LocalGain, outcome, "the local agents", outcome.LocalGainDeployed);
    }

    /// <inheritdoc/>
    public override IEnumerable<Fact> Report(RunRecord record)
    {
        AlternationOutcome outcome = record.Outcome!;
        return
        [
            new Fact("Deployed", Figures.Value(outcome.Deployed.Mean), OutcomeWords.Deployed(record)),
            Truncation(record),
            .. OutcomeWords.HasModel(outcome)
                ? [new Fact("Value in the model", Figures.Value(outcome.Value), OutcomeWords.Value(outcome))]
                : Array.Empty<Fact>(),
            .. outcome.FullInformation is { } full
                ? [new Fact("Full information", OutcomeWords.Between(full), OutcomeWords.FullInformation(full))]
                : Array.Empty<Fact>(),
            Gain("Gain left, dispatcher", outcome.GlobalGain, outcome, "the dispatcher", outcome.GlobalGainDeployed),
            Gain("Gain left, agents", outcome.LocalGain, outcome, "the agents", outcome.LocalGainDeployed),
        ];
    }

    /// <inheritdoc/>
    public override string? AgainstBaselines(RunRecord record) => Words.AgainstBaseline(record);

    /// <inheritdoc/>
    public override string? Remark(RunRecord record) => Words.Ignoring(record);

    private static Fact Gain(string name, double gain, AlternationOutcome outcome, string side, DeployedGain? deployed) =>
        OutcomeWords.HasModel(outcome)
            ? new Fact(name, Figures.Value(gain), OutcomeWords.Gain(outcome, side, deployed))
            : new Fact(
                name,
                deployed is null ? "none" : Figures.Value(Math.Max(0, deployed.Mean)),
                OutcomeWords.SimulatedGain(side, deployed)
            );
}
