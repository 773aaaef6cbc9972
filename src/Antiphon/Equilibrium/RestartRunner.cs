using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>The alternation from one start: the players answer each other in turn until neither side's proposal is a real improvement.</summary>
internal sealed class RestartRunner : IDisposable
{
    private const long ComparisonsPerRestart = 1_000_000;

    private readonly CooperativeGame game;
    private readonly AlternationOptions options;
    private readonly CountLattice looks;
    private readonly Judge judge;
    private readonly Workers workers;
    private readonly PolicyEvaluator evaluator;
    private readonly BestResponseOptions bestResponse;
    private readonly GLearn surrogateSolver;
    private readonly Lazy<ExactPopulation> surrogate;

    internal RestartRunner(PopulationModel model, CountLattice looks, Lazy<ExactPopulation> surrogate, AlternationOptions options, double threshold, int threads, bool exactFits)
    {
        (game, this.options, this.looks, this.surrogate) = (model.Game, options, looks, surrogate);
        workers = new Workers(threads);
        judge = Judge.Create(game, looks, options, threshold, threads, exactFits);
        evaluator = new PolicyEvaluator(model, looks, workers);
        var accuracy = Math.Max(options.Accuracy, threshold / 100);
        bestResponse = new BestResponseOptions { Accuracy = accuracy };
        surrogateSolver = new GLearn(new GLearnOptions { Accuracy = accuracy, Threads = threads });
    }

    internal string JudgeDescription => judge.Description;

    /// <summary>Notices of operators and oracles met so far.</summary>
    internal SortedSet<string> Notices { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes one turn: the proposals of one player, judged, the best accepted if it is a real improvement.</summary>
    internal RestartState Turn(RestartState state, CancellationToken cancellation)
    {
        var sweep = (state.Position / 2) + 1;
        var player = state.Position % 2 == 0 ? Player.Global : Player.Local;
        evaluator.Restart();
        var candidates = Propose(state.Incumbent, player, cancellation);
        var proposals = state.Proposals.ToList();
        Candidate? accepted = null;
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Value))
        {
            // The model's order need not be the order at the true n: a later proposal is compared with the one just accepted.
            var ruling = Rule(state.Restart, accepted?.Pair ?? state.Incumbent, candidate, proposals.Count, cancellation);
            accepted = ruling.Better ? candidate : accepted;
            proposals.Add(new Proposal(
                state.Restart, proposals.Count, sweep, player, candidate.Oracle, candidate.Value, candidate.FirstOrderGap,
                ruling.Gain, ruling.Low, ruling.High, ruling.Rollouts, ruling.Better, ruling.Words));
        }

        var gain = Math.Max(0, candidates.Max(candidate => candidate.Value) - state.ModelValue);
        var next = state with
        {
            Incumbent = accepted?.Pair ?? state.Incumbent,
            ModelValue = accepted?.Value ?? state.ModelValue,
            Proposals = proposals,
            Position = state.Position + 1,
            GlobalGain = player == Player.Global ? gain : state.GlobalGain,
            LocalGain = player == Player.Local ? gain : state.LocalGain,
            Notices = [.. state.Notices.Union(Notices, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        return next with { Finished = Finished(next) };
    }

    /// <summary>The proposals of one player against a pair.</summary>
    internal IReadOnlyList<Candidate> Propose(JointPolicy pair, Player player, CancellationToken cancellation)
    {
        return player == Player.Global ? ProposeGlobal(pair, cancellation) : [ProposeLocal(pair, cancellation)];
    }

    /// <summary>The pair's value in the model and its proved error.</summary>
    internal (double Value, double ErrorBound) Evaluate(JointPolicy pair, CancellationToken cancellation)
    {
        evaluator.Restart();
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        var value = evaluator.Evaluate(Math.Min(options.Accuracy, bestResponse.Accuracy), cancellation);
        return (value, evaluator.ErrorBound);
    }

    /// <inheritdoc/>
    public void Dispose() => workers.Dispose();

    private List<Candidate> ProposeGlobal(JointPolicy pair, CancellationToken cancellation)
    {
        var candidates = new List<Candidate>();
        var start = (TabularGlobalPolicy)pair.Global;
        double? incumbentGap = null;
        evaluator.SetLocal(pair.Local);
        Note(evaluator.Notice);
        if (options.GlobalOracle.HasFlag(GlobalOracle.Surrogate) && SolveSurrogate(pair.Local, cancellation) is { } table)
        {
            evaluator.SetGlobal(table);
            var value = evaluator.Evaluate(bestResponse.Accuracy, cancellation);
            candidates.Add(new Candidate("surrogate", pair with { Global = table }, value, 0, null));
            evaluator.SetGlobal(start);
            if (value > evaluator.Evaluate(bestResponse.Accuracy, cancellation))
            {
                incumbentGap = options.GlobalOracle.HasFlag(GlobalOracle.Deployed)
                    ? new DeployedGLearn(bestResponse with { MaximumSteps = 0 }).Solve(evaluator, start, cancellation).StartGap
                    : null;
                start = table;
            }
        }

        if (options.GlobalOracle.HasFlag(GlobalOracle.Deployed))
        {
            var answer = new DeployedGLearn(bestResponse).Solve(evaluator, start, cancellation);
            candidates.Add(new Candidate("deployed", pair with { Global = answer.Policy }, answer.Value, answer.FirstOrderGap, incumbentGap ?? answer.StartGap));
        }

        return candidates;
    }

    private Candidate ProposeLocal(JointPolicy pair, CancellationToken cancellation)
    {
        evaluator.SetGlobal(pair.Global);
        var answer = new ReactiveLLearn(bestResponse).Solve(evaluator, pair.Local, cancellation);
        return new Candidate("reactive", pair with { Local = answer.Policy }, answer.Value, answer.FirstOrderGap, answer.StartGap);
    }

    // With both oracles the surrogate is dispensable: where it does not fit, the run goes on and says so.
    private TabularGlobalPolicy? SolveSurrogate(LocalPolicy local, CancellationToken cancellation)
    {
        try
        {
            var result = surrogateSolver.Solve(surrogate.Value, local, workers, cancellation);
            cancellation.ThrowIfCancellationRequested();
            Note(result.Notice);
            Note(result.StopReason == StopReason.AccuracyReached ? "" : "a surrogate proposal was made to less than the accuracy asked for, which double precision cannot prove here");
            return result.Policy;
        }
        catch (InvalidInputException exception) when (options.GlobalOracle == GlobalOracle.Both)
        {
            Note($"surrogate proposals were left out: {exception.Message}");
            return null;
        }
    }

    private Ruling Rule(int restart, JointPolicy incumbent, Candidate candidate, int index, CancellationToken cancellation)
    {
        if (candidate.Pair.SameAs(incumbent))
        {
            return new Ruling(false, 0, 0, 0, 0, "the same as the incumbent");
        }

        return judge.Compare(incumbent, candidate.Pair, (restart * ComparisonsPerRestart) + index, cancellation);
    }

    private StopReason? Finished(RestartState state)
    {
        // A sweep in which only one side had its turn proves nothing about the other.
        var sweep = state.Proposals.Where(proposal => proposal.Sweep == state.Position / 2).ToList();
        if (state.Position % 2 == 0 && sweep.Select(proposal => proposal.Player).Distinct().Count() == 2 && !sweep.Exists(proposal => proposal.Accepted))
        {
            return StopReason.NoImprovement;
        }

        return state.Position >= 2 * options.MaximumSweeps ? StopReason.MaximumSweeps : null;
    }

    private void Note(string notice)
    {
        if (notice.Length > 0)
        {
            Notices.Add(notice);
        }
    }
}

/// <summary>A proposal before it is judged.</summary>
/// <param name="Oracle">Who made it.</param>
/// <param name="Pair">The incumbent with one side replaced.</param>
/// <param name="Value">Its value in the population model.</param>
/// <param name="FirstOrderGap">What the linearized value still promised.</param>
/// <param name="StartGap">The first-order gap of the incumbent on this side; null when the oracle computes none.</param>
internal sealed record Candidate(string Oracle, JointPolicy Pair, double Value, double FirstOrderGap, double? StartGap);
