using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>Changes one row of P_l.</summary>
/// <param name="localState">s_l.</param>
/// <param name="globalState">s_g.</param>
/// <param name="row">P_l(. | s_l, s_g, a_l), with its zeros; receives another law.</param>
internal delegate void RowChange(int localState, int globalState, Span<double> row);

/// <summary>
/// How the local agents' kernels change while a pair is deployed: in step t each agent moves by the other kernels with probability w_t, by
/// the game's own otherwise, so that its law is (1 - w_t) P_l + w_t P_l'. Nobody's model knows of it. Rewards stay as they are.
/// </summary>
/// <param name="Row">Turns a row of P_l into that of P_l'.</param>
/// <param name="Share">w_t in [0, 1], by step.</param>
internal sealed record KernelChange(RowChange Row, Func<int, double> Share)
{
    /// <summary>Whether P_l' depends on P_l; only then it cannot be used where P_l depends on the population.</summary>
    public bool ReadsRows { get; init; } = true;

    /// <summary>
    /// Toward kernels at random: every row P_l' is a law drawn uniformly from the simplex over the states of the agent's type, always the
    /// same, whatever the agent does.
    /// </summary>
    /// <param name="blocks">First state and number of states of the type of each local state.</param>
    /// <param name="share">w_t.</param>
    public static KernelChange ToRandom(IReadOnlyList<(int First, int States)> blocks, Func<int, double> share) =>
        new(
            (localState, globalState, row) =>
            {
                row.Clear();
                (int first, int states) = blocks[localState];
                long place = ((long)globalState * blocks.Count) + localState;
                DirichletSampler.Sample(new RandomStream(0).Split(Purposes.ChangedKernels, place), 1, row.Slice(first, states));
            },
            share
        )
        {
            ReadsRows = false,
        };

    /// <summary>The kernels in the mean over an episode, each step with its discount: rows (s_l, s_g, a_l).</summary>
    /// <param name="game">A game whose kernels do not depend on the population.</param>
    /// <param name="horizon">Steps of an episode.</param>
    public SparseRows Moves(CooperativeGame game, int horizon)
    {
        double[] discounts = [.. Enumerable.Range(0, horizon).Select(time => Math.Pow(game.Discount, time))];
        double share = discounts.Select((discount, time) => discount * Share(time)).Sum() / discounts.Sum();
        var rows = new SparseRows.Builder(game.LocalStates * game.GlobalStates * game.LocalActions);
        for (int place = 0; place < game.LocalStates * game.GlobalStates * game.LocalActions; place++)
        {
            (int cell, int action) = (place / game.LocalActions, place % game.LocalActions);
            (int localState, int globalState) = (cell / game.GlobalStates, cell % game.GlobalStates);
            double[] own = game.LocalRow(localState, globalState, action).ToArray(game.LocalStates);
            double[] other = [.. own];
            Row(localState, globalState, other);
            for (int state = 0; state < own.Length; state++)
            {
                rows.Add(state, ((1 - share) * own[state]) + (share * other[state]));
            }

            rows.EndRow();
        }

        return rows.Build();
    }

    /// <summary>Kernels on the way from one change to another, both in force from the first step on.</summary>
    /// <param name="from">Where the way begins; null is at the game's own kernels.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="share">The part of the way, from 0 to 1.</param>
    public static KernelChange Between(KernelChange? from, KernelChange to, double share) =>
        share == 1
            ? to
            : new(
                (localState, globalState, row) =>
                {
                    double[] end = row.ToArray();
                    to.Row(localState, globalState, end);
                    from?.Row(localState, globalState, row);
                    for (int state = 0; state < row.Length; state++)
                    {
                        row[state] = ((1 - share) * row[state]) + (share * end[state]);
                    }
                },
                _ => 1
            );
}
