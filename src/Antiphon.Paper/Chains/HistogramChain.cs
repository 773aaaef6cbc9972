using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>
/// The paper's Algorithm 9, the |S_l|-chained mean-field MDP: a tagged agent moves first, then the others bin by bin; each bin's agents
/// move together, by one multinomial draw. State (l, s_g, u, x, y, F, F_new): phase, global state, its pending successor, tagged agent's
/// state and pending successor, histogram of the others, and of those that have moved already. u, y and F_new are absent at l = 0.
/// </summary>
/// <remarks>
/// One action moves a whole bin. For deterministic policies that is what independent agents do; for random ones it is not, so such a
/// policy must be valued on the chain of its mixed kernel (<see cref="ChainedMdp.Under"/>), where each agent has drawn its own action.
/// </remarks>
internal sealed class HistogramChain : ChainRule
{
    private readonly CooperativeGame game;
    private readonly GlobalPolicy policy;
    private readonly ChainLocals locals;
    private readonly ChainReward reward;
    private readonly PartialHistograms histograms;

    internal HistogramChain(CooperativeGame game, GlobalPolicy policy, ChainLocals locals, ChainReward reward)
    {
        (this.game, this.policy, this.locals, this.reward) = (game, policy, locals, reward);
        histograms = new PartialHistograms(game.LocalStates, policy.Subsample - 1);
        (int global, int local) = (game.GlobalStates, game.LocalStates);
        PhaseStarts = new int[local + 2];
        PhaseStarts[1] = global * local * histograms.All.Size;
        for (int bin = 0; bin < local; bin++)
        {
            PhaseStarts[bin + 2] = PhaseStarts[bin + 1] + (global * global * local * local * histograms.Pairs(bin));
        }
    }

    /// <inheritdoc/>
    internal override int[] PhaseStarts { get; }

    /// <inheritdoc/>
    internal override int StateOf(int globalState, ReadOnlySpan<int> replicas)
    {
        int[] counts = new int[game.LocalStates];
        foreach (int state in replicas[1..])
        {
            counts[state]++;
        }

        return FirstState(globalState, replicas[0], histograms.All.Rank(counts));
    }

    /// <inheritdoc/>
    internal override void Fill(ChainParts parts, CancellationToken cancellation)
    {
        FillTagged(parts, cancellation);
        for (int bin = 0; bin < game.LocalStates; bin++)
        {
            FillBin(parts, bin, cancellation);
        }
    }

    /// <inheritdoc/>
    internal override void Start(Span<double> law)
    {
        (int[] others, int[] all) = (new int[game.LocalStates], new int[game.LocalStates]);
        for (int state = 0; state < PhaseStarts[1]; state++)
        {
            (int globalState, int tagged) = Unfold(state, others);
            others.CopyTo(all, 0);
            all[tagged]++;
            law[state] = game.Initial.Global[globalState] * Orders(others) * ReplicaStart.OfTuple(game.Initial.Local, all);
        }
    }

    private void FillTagged(ChainParts parts, CancellationToken cancellation)
    {
        (int[] counts, DispatcherMove dispatcher) = (new int[game.LocalStates], new DispatcherMove(game, policy));
        for (int state = 0; state < PhaseStarts[1]; state++)
        {
            cancellation.ThrowIfCancellationRequested();
            (int globalState, int tagged) = Unfold(state, counts);
            counts[tagged]++;
            dispatcher.Observe(globalState, counts);
            (parts.Cells[state], parts.Weights[state]) = ((tagged * game.GlobalStates) + globalState, 1);
            for (int action = 0; action < locals.Actions; action++)
            {
                ReadOnlySpan<double> move = locals.Transition(tagged, globalState, action);
                for (int pending = 0; pending < game.GlobalStates; pending++)
                {
                    for (int next = 0; next < move.Length; next++)
                    {
                        int prefix = Prefix(globalState, pending, tagged, next);
                        parts.Rows.Add(
                            BinState(0, prefix, histograms.Index(0, state % histograms.All.Size, 0)),
                            dispatcher.Next[pending] * move[next]
                        );
                    }
                }

                double own = locals.Reward(tagged, globalState, action);
                parts.EndRow(reward == ChainReward.Team ? dispatcher.Reward + (own / policy.Subsample) : own / game.Agents);
            }
        }
    }

    private void FillBin(ChainParts parts, int bin, CancellationToken cancellation)
    {
        (int[] counts, int[] made) = (new int[game.LocalStates], new int[game.LocalStates]);
        (int[] split, int[] sum) = (new int[game.LocalStates], new int[game.LocalStates]);
        int state = PhaseStarts[bin + 1];
        for (int prefix = 0; prefix < game.GlobalStates * game.GlobalStates * game.LocalStates * game.LocalStates; prefix++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int rank = 0; rank < histograms.All.Size; rank++)
            {
                histograms.All.Unrank(rank, counts);
                int moved = 0;
                for (int earlier = 0; earlier < bin; earlier++)
                {
                    moved += counts[earlier];
                }

                for (int part = 0; part < histograms.Of(moved).Size; part++, state++)
                {
                    histograms.Of(moved).Unrank(part, made);
                    FillBinState(parts, state, new BinStep(bin, prefix, rank, counts[bin], moved), made, split, sum);
                }
            }
        }
    }

    private void FillBinState(ChainParts parts, int state, BinStep step, int[] made, int[] split, int[] sum)
    {
        int globalState = step.Prefix / (game.GlobalStates * game.LocalStates * game.LocalStates);
        (parts.Cells[state], parts.Weights[state]) = ((step.Bin * game.GlobalStates) + globalState, step.Agents);
        for (int action = 0; action < locals.Actions; action++)
        {
            ReadOnlySpan<double> move = locals.Transition(step.Bin, globalState, action);
            Array.Clear(split);
            split[^1] = step.Agents;
            do
            {
                for (int next = 0; next < sum.Length; next++)
                {
                    sum[next] = made[next] + split[next];
                }

                parts.Rows.Add(Target(step, histograms.Of(step.Moved + step.Agents).Rank(sum)), Multinomial(move, split));
            } while (histograms.Of(step.Agents).MoveNext(split));

            double share = (double)step.Agents / policy.Subsample;
            parts.EndRow(reward == ChainReward.Team ? share * locals.Reward(step.Bin, globalState, action) : 0);
        }
    }

    // After the last bin everything pending takes over.
    private int Target(BinStep step, int made)
    {
        if (step.Bin + 1 < game.LocalStates)
        {
            return BinState(step.Bin + 1, step.Prefix, histograms.Index(step.Bin + 1, step.Rank, made));
        }

        int pending = step.Prefix / (game.LocalStates * game.LocalStates) % game.GlobalStates;
        return FirstState(pending, step.Prefix % game.LocalStates, made);
    }

    private int FirstState(int globalState, int tagged, int rank) =>
        (((globalState * game.LocalStates) + tagged) * histograms.All.Size) + rank;

    private int BinState(int bin, int prefix, int pair) => PhaseStarts[bin + 1] + (prefix * histograms.Pairs(bin)) + pair;

    private int Prefix(int globalState, int pending, int tagged, int next) =>
        (((((globalState * game.GlobalStates) + pending) * game.LocalStates) + tagged) * game.LocalStates) + next;

    private (int GlobalState, int Tagged) Unfold(int state, int[] others)
    {
        int pair = Math.DivRem(state, histograms.All.Size, out int rank);
        histograms.All.Unrank(rank, others);
        return (pair / game.LocalStates, pair % game.LocalStates);
    }

    // How many orders of the agents have these counts.
    private static double Orders(ReadOnlySpan<int> counts)
    {
        (double orders, int placed) = (1.0, 0);
        foreach (int count in counts)
        {
            for (int alike = 1; alike <= count; alike++)
            {
                orders *= (double)++placed / alike;
            }
        }

        return orders;
    }

    private static double Multinomial(ReadOnlySpan<double> law, ReadOnlySpan<int> counts)
    {
        double probability = Orders(counts);
        for (int state = 0; state < law.Length; state++)
        {
            probability *= counts[state] == 0 ? 1 : Math.Pow(law[state], counts[state]);
        }

        return probability;
    }

    /// <summary>A bin about to move.</summary>
    /// <param name="Bin">Which local state, from 0.</param>
    /// <param name="Prefix">(s_g, u, x, y) in one number.</param>
    /// <param name="Rank">Rank of F.</param>
    /// <param name="Agents">Agents in the bin.</param>
    /// <param name="Moved">Agents in the bins before it.</param>
    private readonly record struct BinStep(int Bin, int Prefix, int Rank, int Agents, int Moved);
}
