using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// The mean over Xi draws of R_g + (1/k) sum_i R_l per backup: the paper's randomized empirical operator (Definition F.2). Local draws are
/// shared by all actions, as next local states are; each (s_g, x), and in fresh mode each sweep, has a random stream of its own.
/// </summary>
/// <remarks>A mean over Xi draws of a sum over c_x agents is drawn as one sum of Xi c_x rewards: the cost does not grow with Xi.</remarks>
internal sealed class SampledRewards : StageRewards, IWork
{
    private const int ObservationsPerPiece = 512;
    private static readonly ulong DrawPurpose = RandomStream.PurposeKey(Purposes.StageRewards);

    private readonly CooperativeGame game;
    private readonly ObservationTable table;
    private readonly DrawnRewards rewards;
    private readonly RandomStream root;
    private readonly Scratch[] scratch;
    private readonly double[]? frozen;
    private readonly int draws;
    private long sweep;

    internal SampledRewards(
        CooperativeGame game,
        ObservationTable table,
        DrawnRewards rewards,
        int draws,
        bool freeze,
        ulong seed,
        Workers workers
    )
    {
        (this.game, this.table, this.rewards, this.draws) = (game, table, rewards, draws);
        root = new RandomStream(seed).Split(Purposes.RandomizedOperator);
        scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new Scratch(table.Lattice.States))];
        if (freeze)
        {
            frozen = new double[checked(game.GlobalStates * table.Size * Stride)];
            workers.Run(checked(game.GlobalStates * PiecesPerState), this);
        }
    }

    // Global rewards of all actions, then the local one.
    private int Stride => game.GlobalActions + 1;

    private int PiecesPerState => (table.Size + ObservationsPerPiece - 1) / ObservationsPerPiece;

    /// <summary>Bytes of the means that frozen mode keeps.</summary>
    internal static double FrozenBytes(CooperativeGame game, double observations) =>
        game.GlobalStates * observations * (game.GlobalActions + 1.0) * sizeof(double);

    internal override void Prepare(int sweep) => this.sweep = sweep;

    internal override double Pay(int globalState, int observation, int worker, Span<double> paid)
    {
        if (frozen is null)
        {
            return Draw(globalState, observation, scratch[worker], paid);
        }

        Span<double> kept = frozen.AsSpan(((globalState * table.Size) + observation) * Stride, Stride);
        kept[..^1].CopyTo(paid);
        return kept[^1];
    }

    /// <summary>Draws the frozen means of one stretch of observations.</summary>
    void IWork.Run(int index, int worker)
    {
        (int globalState, int begin) = (index / PiecesPerState, index % PiecesPerState * ObservationsPerPiece);
        for (int observation = begin; observation < Math.Min(begin + ObservationsPerPiece, table.Size); observation++)
        {
            Span<double> kept = frozen.AsSpan(((globalState * table.Size) + observation) * Stride, Stride);
            kept[^1] = Draw(globalState, observation, scratch[worker], kept[..^1]);
        }
    }

    private double Draw(int globalState, int observation, Scratch own, Span<double> paid)
    {
        root.SplitInto(own.Stream, DrawPurpose, (((sweep * game.GlobalStates) + globalState) * table.Size) + observation);
        for (int action = 0; action < paid.Length; action++)
        {
            paid[action] = rewards.GlobalSum(own.Stream, globalState, action, draws) / draws;
        }

        table.Counts(observation, own.Counts);
        for (int state = 0; state < own.Agents.Length; state++)
        {
            own.Agents[state] = (long)own.Counts[state] * draws;
        }

        return rewards.LocalSum(own.Stream, globalState, own.Agents) / ((double)draws * table.Lattice.Agents);
    }

    /// <summary>What one worker needs.</summary>
    private sealed class Scratch(int states)
    {
        internal RandomStream Stream { get; } = new(0);

        internal int[] Counts { get; } = new int[states];

        internal long[] Agents { get; } = new long[states];
    }
}
