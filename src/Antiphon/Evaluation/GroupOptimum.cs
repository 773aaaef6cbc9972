using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// U_j(s_g, c): the best that a controller of j agents can earn when it sees everything and chooses a_g and every agent's action freely.
/// Averaged over uniform j-subsets of n agents it bounds from above what any controller, and so any joint policy, of n agents earns.
/// </summary>
/// <remarks>
/// Proof of the bound. s_g' depends on (s_g, a_g) alone, so the j agents of a subset, with the rest of the n-agent controller's decisions
/// as a source of randomness,
/// are a j-agent system under some controller: from (s_g, c_j) it earns at most U_j(s_g, c_j). With types, subsets are stratified and the
/// mean over agents weighs each type by its share. The reward r = r_g + (1/n) sum_i r_l is the average over
/// j-subsets of r_g + (1/j) sum_{i in the subset} r_l; averaging over subsets gives the bound. By the same argument it falls as j grows,
/// and at j = n it is the optimum.
/// <para>
/// A backup enumerates what the agents do as a multiset of j cells (x, a). Each next agent's move is averaged once for all multisets that
/// share a prefix.
/// </para>
/// <para>
/// Where agents depend on the population, fewer than all are no system of their own: j = n alone bounds anything, and count vectors are
/// backed up one by one, each with the rows and rewards of its population. Where that is too much, <see cref="FreePopulation"/> bounds
/// what any controller earns.
/// </para>
/// </remarks>
internal sealed class GroupOptimum : IWork
{
    // Operations of one sweep; sixty of them take a few seconds.
    private const double LargestWork = 2.5e7;

    // Where agents depend on the population there is no smaller group to turn to; half a minute is worth it.
    private const double LargestCoupledWork = 10 * LargestWork;

    private readonly CooperativeGame game;
    private readonly Workers workers;
    private readonly CountLattice lattice;
    private readonly ExactPopulation? coupled;
    private readonly StepTables?[] steps;
    private readonly CountLattice[] remaining;
    private readonly int[][] joined;
    private readonly int[] types;
    private readonly double[] shares;
    private readonly double[] best;
    private readonly AndersonMixing mixing;
    private readonly FunctionBuffer swept;
    private readonly FunctionBuffer image;
    private readonly double[] values;

    internal GroupOptimum(CooperativeGame game, int size, Workers workers)
    {
        (this.game, this.workers, Size) = (game, workers, size);
        lattice = CountLattice.Of(game, size);
        coupled = game.Couplings is null ? null : new ExactPopulation(game, size);
        types = [.. lattice.Blocks.SelectMany((block, type) => Enumerable.Repeat(type, block.Agents))];
        remaining = [.. Enumerable.Range(0, size + 1).Select(Remaining)];
        joined =
        [
            .. Enumerable
                .Range(0, size)
                .Select(decided => Joined(remaining[decided + 1], remaining[decided], lattice.Blocks[types[decided]])),
        ];

        // An agent of a type stands for n_t / (n j_t) of all; of one type, for 1/j.
        double[] weights = game.Types.Weights(game.Agents);
        shares = [.. lattice.Blocks.Select((block, type) => weights[type] * size / block.Agents)];
        steps = new StepTables?[game.GlobalStates * (coupled?.Nodes ?? 1)];
        int length = lattice.Size * game.GlobalStates;
        (values, best) = (new double[length], new double[length]);
        (swept, image) = (new FunctionBuffer(length), new FunctionBuffer(length));
        mixing = new AndersonMixing(lattice.Size, game.GlobalStates, game.GlobalStates, game.Discount, workers);
    }

    /// <summary>j.</summary>
    internal int Size { get; }

    /// <summary>U_j[rank(c) * G + s_g] as left by <see cref="Solve"/>.</summary>
    internal ReadOnlySpan<double> Values => values;

    /// <summary>
    /// The largest j, at most n, whose backups are cheap; at least 1. Where agents depend on the population: n, or 0 if that is too many.
    /// </summary>
    internal static int AffordableSize(CooperativeGame game, int agents)
    {
        if (game.Couplings is not null)
        {
            return CoupledOperator.Fits(game, agents) && CoupledWork(game, agents) <= LargestCoupledWork ? agents : 0;
        }

        if (game.Types.Count > 1 && Work(game, game.Types.Count) > 100 * LargestWork)
        {
            throw new InvalidInputException(
                $"the bound on the welfare gap needs a group of one agent of each of the {game.Types.Count} types, whose joint choices "
                    + "are too many to enumerate; merge types"
            );
        }

        int size = game.Types.Count;
        while (size < agents && Work(game, size + 1) <= LargestWork)
        {
            size++;
        }

        return size;
    }

    /// <summary>Solves by value iteration.</summary>
    /// <returns>Proved error, rounding apart.</returns>
    internal double Solve(double accuracy, CancellationToken cancellation)
    {
        mixing.Restart();
        SpanBound bound = FixedPoint.Solve(Sweep, accuracy, "the centralized optimum of a group", cancellation, Accelerate, floor: () =>
            SpanBound.RoundingFloor(values, game.Discount)
        );
        for (int place = 0; place < values.Length; place++)
        {
            values[place] += bound.Correction;
        }

        return bound.Error;
    }

    /// <summary>All joint decisions of one s_g; where agents depend on the population, of one s_g and count vector.</summary>
    void IWork.Run(int index, int worker)
    {
        int globalState = index % game.GlobalStates;
        int[]? places = null;
        if (coupled is not null)
        {
            int[] counts = new int[game.LocalStates];
            lattice.Unrank(index / game.GlobalStates, counts);
            places = [.. counts.SelectMany((count, state) => Enumerable.Repeat(state, count))];
        }

        StepTables step = steps[index] ??= new StepTables(game, globalState, Fractions(index / game.GlobalStates));
        double[][] functions = [values, .. remaining.Skip(1).Select(level => new double[level.Size * game.GlobalStates])];
        Decide(new Decisions(globalState, step, functions, new int[game.LocalStates], places), decided: 0, firstCell: 0, reward: 0);
    }

    // functions[i][rank * G + s_g'] = E[V(s_g', c')] given the next states of those j - i agents that have not decided, the others'
    // averaged over.
    private void Decide(Decisions decisions, int decided, int firstCell, double reward)
    {
        if (decided == Size)
        {
            Keep(decisions, reward / Size);
            return;
        }

        // Types decide one after the other; within a type cells ascend.
        AgentType type = game.Types[types[decided]];
        (int first, int end) = decisions.Places is { } places ? (places[decided], places[decided] + 1) : (type.First, type.End);
        for (int cell = Math.Max(firstCell, first * game.LocalActions); cell < end * game.LocalActions; cell++)
        {
            Average(
                decisions.Step.Local(cell).Slice(type.First, type.States),
                decisions.Functions[decided],
                decisions.Functions[decided + 1],
                joined[decided]
            );
            decisions.Counts[cell / game.LocalActions]++;
            Decide(decisions, decided + 1, cell, reward + (shares[types[decided]] * decisions.Step.LocalReward(cell)));
            decisions.Counts[cell / game.LocalActions]--;
        }
    }

    private void Average(ReadOnlySpan<double> law, double[] before, double[] after, int[] ranks)
    {
        Array.Clear(after);
        int channels = game.GlobalStates;
        for (int place = 0; place < ranks.Length; place++)
        {
            double weight = law[place % law.Length];
            if (weight == 0)
            {
                continue;
            }

            Span<double> source = before.AsSpan(ranks[place] * channels, channels);
            Span<double> target = after.AsSpan(place / law.Length * channels, channels);
            for (int channel = 0; channel < channels; channel++)
            {
                target[channel] += weight * source[channel];
            }
        }
    }

    private void Keep(Decisions decisions, double localReward)
    {
        double[] expected = decisions.Functions[Size];
        int place = (lattice.Rank(decisions.Counts) * game.GlobalStates) + decisions.GlobalState;
        for (int action = 0; action < game.GlobalActions; action++)
        {
            ReadOnlySpan<double> row = decisions.Step.Global(action);
            double ahead = 0.0;
            for (int state = 0; state < row.Length; state++)
            {
                ahead += row[state] * expected[state];
            }

            double value = decisions.Step.GlobalReward(action) + localReward + (game.Discount * ahead);
            best[place] = Math.Max(best[place], value);
        }
    }

    private double[] Fractions(int node)
    {
        double[] fractions = new double[game.LocalStates];
        coupled?.Fractions(node, fractions);
        return fractions;
    }

    private SpanBound Sweep()
    {
        Array.Fill(best, double.NegativeInfinity);
        workers.Run(steps.Length, this);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int place = 0; place < values.Length; place++)
        {
            double change = best[place] - values[place];
            (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest));
        }

        values.CopyTo(swept.Span);
        best.CopyTo(values, 0);
        return new SpanBound(smallest, largest, game.Discount);
    }

    // Copies are nothing beside the enumeration of what the group can do.
    private void Accelerate(SpanBound bound)
    {
        values.CopyTo(image.Span);
        mixing.Next(swept, image, bound);
        image.Span.CopyTo(values);
    }

    // The count vectors of those who have not decided.
    private CountLattice Remaining(int decided)
    {
        ImmutableArray<CountBlock> blocks = lattice.Blocks;
        foreach (int type in types.AsSpan(0, decided))
        {
            blocks = blocks.SetItem(type, blocks[type] with { Agents = blocks[type].Agents - 1 });
        }

        return new CountLattice(blocks);
    }

    // [rank(c) * S + y], y among the states of one type: the rank of c + e_y.
    private static int[] Joined(CountLattice few, CountLattice many, CountBlock type)
    {
        int[] ranks = new int[few.Size * type.States];
        int[] counts = new int[few.States];
        for (int place = 0; place < ranks.Length; place++)
        {
            few.Unrank(place / type.States, counts);
            counts[type.First + (place % type.States)]++;
            ranks[place] = many.Rank(counts);
        }

        return ranks;
    }

    private static double Work(CooperativeGame game, int size)
    {
        long[] left = game.Types.Split(size);
        long[] decided = new long[left.Length];
        (double sum, double choices) = (0.0, 1.0);
        for (int type = 0; type < left.Length; type++)
        {
            while (left[type] > 0)
            {
                left[type]--;
                decided[type]++;
                choices = (double)LatticeSize.Product(game.Types.Select(own => own.States * game.LocalActions), decided);
                sum += choices * LatticeSize.Product(game.Types.Select(own => own.States), left) * game.Types[type].States;
            }
        }

        return (sum + (choices * game.GlobalActions)) * game.GlobalStates * game.GlobalStates;
    }

    // Of every count vector, the choices of its first agents, and what averaging the next one's move takes for each of them.
    private static double CoupledWork(CooperativeGame game, int agents)
    {
        var all = CountLattice.Of(game, agents);
        double[] left = [.. Enumerable.Range(0, agents + 1).Select(decided => Left(all, decided) * game.GlobalStates)];
        int[] counts = new int[all.States];
        all.WriteFirst(counts);
        double sum = 0.0;
        do
        {
            (double choices, int decided) = (1.0, 0);
            foreach (int count in counts)
            {
                double before = choices;
                for (int alike = 1; alike <= count; alike++)
                {
                    choices = before * LatticeSize.CountVectors(game.LocalActions, alike);
                    decided++;
                    sum += choices * left[decided] * game.LocalStates;
                }
            }

            sum += choices * game.GlobalActions * game.GlobalStates;
        } while (all.MoveNext(counts));

        return sum * game.GlobalStates;
    }

    // Count vectors of those who have not decided, at most: of one type exactly so many.
    private static double Left(CountLattice all, int decided) =>
        all.Blocks.Length == 1 ? LatticeSize.CountVectors(all.States, all.Agents - decided) : all.Size;

    /// <summary>What has been decided so far.</summary>
    /// <param name="GlobalState">s_g.</param>
    /// <param name="Step">Rows and rewards.</param>
    /// <param name="Functions">Of those who have not decided.</param>
    /// <param name="Counts">Where those who have decided are.</param>
    /// <param name="Places">Where every agent is; null where that is decided, too, since all count vectors are backed up at once.</param>
    private sealed record Decisions(int GlobalState, StepTables Step, double[][] Functions, int[] Counts, int[]? Places);
}
