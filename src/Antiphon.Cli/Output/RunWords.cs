using Antiphon.Cli.Reporting;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The words that summaries and reports use for the runs of one kind of game, where kinds differ.</summary>
internal abstract class RunWords<TOptions>
    where TOptions : TrainingOptions
{
    /// <summary>What the dispatcher and its policy are like, after the number of agents it sees.</summary>
    public abstract string Manner(TOptions options);

    /// <summary>How much was trained, or by what.</summary>
    public abstract string Effort(TOptions options);

    /// <summary>Why training stopped.</summary>
    public abstract string Stopped(RunRecord<TOptions> record);

    /// <summary>The figures of a finished run, for the summary of train.</summary>
    public abstract IEnumerable<Fact> Summary(RunRecord<TOptions> record);

    /// <summary>The figures of a finished run, for its report.</summary>
    public abstract IEnumerable<Fact> Report(RunRecord<TOptions> record);

    /// <summary>How the pair compares with the baselines; null: no sentence. Asked for only where baselines were measured.</summary>
    public virtual string? AgainstBaselines(RunRecord<TOptions> record) => null;

    /// <summary>What else there is to say.</summary>
    public virtual string? Remark(RunRecord<TOptions> record) => null;

    /// <summary>From how many restarts on they are listed.</summary>
    public virtual int ListedRestarts => 2;

    /// <summary>The figure "Truncation error".</summary>
    protected static Fact Truncation(RunRecord<TOptions> record) =>
        new(
            "Truncation error",
            Figures.Value(record.Outcome!.TruncationBound),
            OutcomeWords.Truncation(record.Options.Deployment.Horizon)
        );
}
