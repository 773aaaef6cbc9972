using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>The workspace of the finite oracles of one start.</summary>
internal sealed class FiniteBench : IDisposable
{
    private readonly List<string> notices = [];

    internal FiniteBench(FiniteSetting setting, int threads, CancellationToken cancellation)
    {
        Setting = setting;
        Workers = new Workers(threads, cancellation);
        Evaluator = setting.CreateEvaluator(Workers);
        BestResponse = new BestResponseOptions { Accuracy = setting.Tolerances.OfProposals };
    }

    internal FiniteSetting Setting { get; }

    internal CooperativeGame Game => Setting.Game;

    internal AlternationOptions Options => Setting.Options;

    internal Tolerances Tolerances => Setting.Tolerances;

    internal Workers Workers { get; }

    internal PairEvaluation Evaluator { get; }

    /// <summary>How exactly best responses are solved for.</summary>
    internal BestResponseOptions BestResponse { get; private set; }

    /// <summary>From now on best responses are solved for as exactly as gains are reported.</summary>
    internal void Sharpen() => BestResponse = BestResponse with { Accuracy = Tolerances.OfGains };

    /// <summary>Keeps a notice for the answer that is being made; an empty one is none.</summary>
    internal void Note(string notice)
    {
        if (notice.Length > 0)
        {
            notices.Add(notice);
        }
    }

    /// <summary>The notices since the last call.</summary>
    internal IReadOnlyList<string> TakeNotices()
    {
        string[] taken = [.. notices];
        notices.Clear();
        return taken;
    }

    /// <summary>A seed for what a turn draws for one purpose.</summary>
    internal ulong SeedOf(string purpose, long turn) => new RandomStream(Options.Seed).Split(purpose, turn).NextUInt64();

    /// <summary>The pair's value in the model and its proved error.</summary>
    internal (double Value, double ErrorBound) Evaluate(JointPolicy pair, CancellationToken cancellation)
    {
        Evaluator.Restart();
        Evaluator.SetLocal(pair.Local);
        Evaluator.SetGlobal(pair.Global);
        double value = Evaluator.Evaluate(Math.Min(Tolerances.Accuracy, BestResponse.Accuracy), cancellation);
        return (value, Evaluator.ErrorBound);
    }

    /// <summary>
    /// A local proposal of an oracle that knows nothing of the population model; the pair's global policy is set already.
    /// </summary>
    internal Candidate<JointPolicy> Valued(string oracle, JointPolicy pair, LocalPolicy policy, CancellationToken cancellation)
    {
        Evaluator.SetLocal(policy);
        double value = Evaluator.Evaluate(BestResponse.Accuracy, cancellation);
        return new Candidate<JointPolicy>(oracle, pair with { Local = policy }, value) { ErrorBound = Evaluator.ErrorBound };
    }

    /// <inheritdoc/>
    public void Dispose() => Workers.Dispose();
}
