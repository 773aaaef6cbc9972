using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>The oracles and the judge of one start of an alternation in a finite game.</summary>
internal sealed class FinitePlayers : IPlayers<JointPolicy>
{
    private readonly FiniteBench bench;
    private readonly IReadOnlyList<IOracle<JointPolicy>> own;

    /// <summary>Prepares the workspaces.</summary>
    /// <param name="setting">What all starts share.</param>
    /// <param name="own">Oracles of the caller, in place of the built-in ones of their side.</param>
    /// <param name="threads">Threads that they may use.</param>
    /// <param name="cancellation">Ends waiting loops of the workers.</param>
    internal FinitePlayers(FiniteSetting setting, IReadOnlyList<IOracle<JointPolicy>> own, int threads, CancellationToken cancellation)
    {
        this.own = own;
        bench = new FiniteBench(setting, threads, cancellation);
        Judge = setting.Parts.Judge(setting, threads, cancellation);
    }

    /// <inheritdoc/>
    public IJudge<JointPolicy> Judge { get; }

    /// <summary>The pair's value in the model and its proved error.</summary>
    internal (double Value, double ErrorBound) Evaluate(JointPolicy pair, CancellationToken cancellation) =>
        bench.Evaluate(pair, cancellation);

    /// <inheritdoc/>
    public double Value(JointPolicy pair, CancellationToken cancellation) => Evaluate(pair, cancellation).Value;

    /// <inheritdoc/>
    public IReadOnlyList<IOracle<JointPolicy>> Oracles(Player side)
    {
        List<IOracle<JointPolicy>> brought = [.. own.Where(oracle => oracle.Side == side).Select(oracle => new OwnOracle(bench, oracle))];
        return brought.Count > 0 ? brought
            : side == Player.Global ? [new GlobalBestResponse(bench, bench.Options.GlobalOracle)]
            : [bench.Setting.Parts.LocalOracle(bench)];
    }

    /// <summary>
    /// What the strongest oracles propose beside the chosen ones, to measure what a side can still gain, more accurately than in a turn;
    /// the last one has a first-order gap. Starts from the values of <see cref="Evaluate"/>.
    /// </summary>
    internal Answer<JointPolicy> ProposeByAll(JointPolicy pair, Player side, long turn, CancellationToken cancellation)
    {
        bench.Sharpen();
        IReadOnlyList<FiniteOracle> oracles =
            side == Player.Global ? [new GlobalBestResponse(bench, GlobalOracle.Both)]
            : bench.Options.LocalOracle == LocalOracle.Reactive ? [new ReactiveOracle(bench)]
            : [new ReactiveOracle(bench), bench.Setting.Parts.LocalOracle(bench)];
        var question = new Turn<JointPolicy>(turn, pair, pair);

        // The reactive oracle first: its first-order gap is that of the pair, from the values of the pair.
        var answers = oracles.Select(oracle => oracle.GoOn(question, cancellation)).Reverse().ToList();
        return new Answer<JointPolicy>(
            [.. answers.SelectMany(answer => answer.Candidates)],
            [.. answers.SelectMany(answer => answer.Notices)]
        );
    }

    /// <inheritdoc/>
    public void Dispose() => bench.Dispose();
}

/// <summary>An oracle of the caller: what it does not value itself is valued in the population model.</summary>
/// <param name="bench">The workspace of its start.</param>
/// <param name="oracle">The oracle.</param>
internal sealed class OwnOracle(FiniteBench bench, IOracle<JointPolicy> oracle) : IOracle<JointPolicy>
{
    /// <inheritdoc/>
    public Player Side => oracle.Side;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        Answer<JointPolicy> answer = oracle.Propose(turn, cancellation);
        return answer with { Candidates = [.. answer.Candidates.Select(candidate => Valued(candidate, turn.Incumbent, cancellation))] };
    }

    private Candidate<JointPolicy> Valued(Candidate<JointPolicy> candidate, JointPolicy incumbent, CancellationToken cancellation)
    {
        candidate.Pair.RequireFit(bench.Game);

        // What is measured at the end, stored and improved on by the built-in oracles is a table of the run's own k.
        if (candidate.Pair.Global is not { Table: not null } global || global.Subsample != incumbent.Global.Subsample)
        {
            throw new InvalidInputException(
                $"the oracle '{candidate.Oracle}' proposes a global policy of type {candidate.Pair.Global.GetType().Name} that observes "
                    + $"{candidate.Pair.Global.Subsample:N0} agents; expected a table for {incumbent.Global.Subsample:N0}; propose "
                    + $"{nameof(TabularGlobalPolicy)}.{nameof(TabularGlobalPolicy.Of)} of it"
            );
        }

        if (!double.IsNaN(candidate.Value))
        {
            return candidate;
        }

        (double value, double error) = bench.Evaluate(candidate.Pair, cancellation);
        return candidate with { Value = value, ErrorBound = error };
    }
}
