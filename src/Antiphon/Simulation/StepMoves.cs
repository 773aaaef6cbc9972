using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// How agents move in one step of an episode: by laws prepared once, or, where kernels depend on the population, by those of the present
/// one. A workspace; one per episode.
/// </summary>
internal sealed class StepMoves
{
    private readonly DeployedPair pair;
    private readonly CooperativeGame game;
    private readonly LocalChoices? choices;
    private readonly double[] fractions;
    private readonly double[] hats;
    private readonly double[] row;
    private readonly double[] globalRow;
    private readonly double[] rewards;
    private readonly long[] moved;
    private (int Before, int After) states;

    /// <summary>Prepares the workspace.</summary>
    internal StepMoves(DeployedPair pair, LocalChoices? choices = null)
    {
        (this.pair, game) = (pair, pair.Game);
        this.choices = choices;
        (fractions, row, rewards) = (new double[game.LocalStates], new double[game.LocalStates], new double[game.LocalStates]);
        moved = new long[game.LocalStates];
        (hats, globalRow) = (new double[game.Hats], new double[game.GlobalStates]);
        hats[0] = 1;
    }

    /// <summary>Values of the hat functions at the present population.</summary>
    internal ReadOnlySpan<double> Hats => hats;

    /// <summary>Takes note of the population that the step begins with.</summary>
    internal void Begin(ReadOnlySpan<long> counts)
    {
        if (game.Couplings is { } couplings)
        {
            for (int state = 0; state < counts.Length; state++)
            {
                fractions[state] = (double)counts[state] / pair.Agents;
            }

            couplings.Write(fractions, hats);
        }
    }

    /// <summary>The step's expected team reward r_g(s_g, a_g) + (1/n) sum_x c_x rbar_l(x, s_g).</summary>
    internal double Reward(int globalState, int action, ReadOnlySpan<long> counts)
    {
        if (choices is not null)
        {
            return GlobalReward(globalState, action) + (choices.Reward(globalState, hats) / pair.Agents);
        }

        if (game.Couplings is null)
        {
            return pair.Reward(globalState, action, counts);
        }

        return GlobalReward(globalState, action) + ConjugateGradient.Dot(fractions, pair.Kernels.Reward(globalState, hats, rewards));
    }

    private double GlobalReward(int globalState, int action)
    {
        double global = 0.0;
        for (int hat = 0; hat < hats.Length; hat++)
        {
            global += hats[hat] == 0 ? 0 : hats[hat] * game.GlobalRewardPart(hat, globalState, action);
        }

        return global;
    }

    /// <summary>P_g(. | s_g, a_g) at the present population, length G; valid until the next call.</summary>
    internal ReadOnlySpan<double> GlobalLaw(int globalState, int action)
    {
        if (game.Couplings is null)
        {
            return game.GlobalTransition(globalState, action);
        }

        Array.Clear(globalRow);
        for (int hat = 0; hat < hats.Length; hat++)
        {
            if (hats[hat] != 0 && game.GlobalPart(hat, globalState, action) is { } part)
            {
                ConjugateGradient.AddScaled(hats[hat], part.Dense(game.GlobalStates), globalRow);
            }
        }

        return globalRow;
    }

    /// <summary>Takes note of the global states before and after the step.</summary>
    internal void Between(int before, int after) => states = (before, after);

    /// <summary>
    /// Moves the agents of all states, where that is faster than state by state; a state's moves have a stream of their own.
    /// </summary>
    /// <param name="family">The streams.</param>
    /// <param name="first">Number of the first state's stream.</param>
    /// <param name="spare">A stream for use meanwhile.</param>
    /// <param name="from">How many agents are in each state.</param>
    /// <param name="counts">Added to, by next state.</param>
    /// <returns>Whether they were moved.</returns>
    internal bool AddSamples(StreamFamily family, long first, RandomStream spare, ReadOnlySpan<long> from, Span<long> counts)
    {
        if (choices is not null)
        {
            return false;
        }

        ReadOnlySpan<MultinomialLanes> lanes = pair.Lanes(states.Before, states.After);
        for (int group = 0; group < lanes.Length; group++)
        {
            int state = group * Xoshiro256Lanes.Width;
            lanes[group].AddSample(family, first + state, spare, from[state..], counts);
        }

        return !lanes.IsEmpty;
    }

    /// <summary>Moves agents of one state and adds where they go.</summary>
    /// <param name="chance">Source of randomness.</param>
    /// <param name="state">Where they are.</param>
    /// <param name="agents">How many.</param>
    /// <param name="counts">Added to, by next state.</param>
    internal void AddSample(RandomStream chance, int state, long agents, Span<long> counts)
    {
        if (choices is not null)
        {
            choices.AddSample(chance, states.Before, state, hats, counts);
            return;
        }

        if (game.Couplings is null)
        {
            pair.Moves(states.Before, states.After, state).AddSample(chance, agents, counts);
            return;
        }

        if (agents == 0)
        {
            return;
        }

        pair.Kernels.WriteRow(states.Before, state, hats, row);
        MultinomialSampler.Sample(chance, agents, row, moved);
        for (int next = 0; next < moved.Length; next++)
        {
            counts[next] += moved[next];
        }
    }
}
