using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>The alternation from one start: the players answer each other in turn until neither side's proposal is a real
/// improvement.</summary>
internal sealed class RestartRunner : IDisposable
{
    /// <summary>Turns are numbered from restart times this on.</summary>
    internal const long NumbersPerRestart = 1_000_000;

    private readonly Tolerances tolerances;
    private readonly UpdateRule rule;
    private readonly Judge judge;
    private readonly Workers workers;

    internal RestartRunner(
        PopulationModel model,
        CountLattice observations,
        Lazy<ExactPopulation> surrogate,
        SurrogateAnswers answers,
        AlternationOptions options,
        Tolerances tolerances,
        int threads,
        bool exactFits,
        CancellationToken cancellation
    )
    {
        this.tolerances = tolerances;
        rule = options.UpdateRule;
        workers = new Workers(threads, cancellation);
        judge =
            options.UpdateRule == UpdateRule.PaperBox
                ? new PaperBoxJudge(surrogate.Value, observations, tolerances.Accuracy, tolerances.Eta, cancellation)
                : Judge.Create(model.Game, observations, options, tolerances, threads, exactFits, cancellation);
        Proposer = new Proposer(model, observations, surrogate, answers, options, tolerances, workers);
    }

    internal Judge Judge => judge;

    internal Proposer Proposer { get; }

    /// <summary>Takes one turn: the proposals of one player, judged, the best accepted if it is a real improvement.</summary>
    internal RestartState Turn(RestartState state, CancellationToken cancellation)
    {
        int sweep = (state.Position / 2) + 1;
        Player player = state.Position % 2 == 0 ? Player.Global : Player.Local;
        IReadOnlyList<Candidate> candidates = Proposer.Propose(
            state.Incumbent,
            player,
            (state.Restart * NumbersPerRestart) + state.Position,
            cancellation
        );
        var proposals = state.Proposals.ToList();
        Candidate? accepted = null;
        bool final = false;
        foreach (Candidate candidate in candidates.OrderByDescending(candidate => candidate.Value))
        {
            // The model's order need not be the order at the true n: a later proposal is compared with the one just accepted.
            Ruling ruling = judge.Compare(
                accepted?.Pair ?? state.Incumbent,
                candidate.Pair,
                (state.Restart * NumbersPerRestart) + proposals.Count,
                cancellation
            );
            accepted = ruling.Better ? candidate : accepted;
            final |= ruling.Final;
            proposals.Add(
                new Proposal(
                    state.Restart,
                    proposals.Count,
                    sweep,
                    player,
                    candidate.Oracle,
                    candidate.Value,
                    candidate.FirstOrderGap,
                    ruling.Gain,
                    ruling.Low,
                    ruling.High,
                    ruling.Rollouts,
                    ruling.Better,
                    ruling.Words
                )
            );
        }

        double gain = proposals[state.Proposals.Count..]
            .Where(proposal => !proposal.Accepted)
            .Select(proposal => Math.Max(0, proposal.Gain))
            .DefaultIfEmpty()
            .Max();
        RestartState next = state with
        {
            Incumbent = accepted?.Pair ?? state.Incumbent,
            ModelValue = accepted?.Value ?? state.ModelValue,
            Proposals = proposals,
            Position = state.Position + 1,
            GlobalGain = player == Player.Global ? gain : state.GlobalGain,
            LocalGain = player == Player.Local ? gain : state.LocalGain,
            Notices = [.. state.Notices.Union(Proposer.Notices, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        return next with { Finished = final ? StopReason.IntervalsOverlap : Finished(next) };
    }

    /// <inheritdoc/>
    public void Dispose() => workers.Dispose();

    private StopReason? Finished(RestartState state)
    {
        // A sweep in which only one side had its turn proves nothing about the other.
        var sweep = state.Proposals.Where(proposal => proposal.Sweep == state.Position / 2).ToList();
        if (
            state.Position % 2 == 0
            && sweep.Select(proposal => proposal.Player).Distinct().Count() == 2
            && !sweep.Exists(proposal => proposal.Accepted)
        )
        {
            return rule == UpdateRule.Corrected && sweep.Exists(proposal => proposal.IsUndecided(tolerances.Threshold))
                ? StopReason.Undecided
                : StopReason.NoImprovement;
        }

        return state.Position >= 2L * tolerances.Sweeps ? StopReason.MaximumSweeps : null;
    }
}
