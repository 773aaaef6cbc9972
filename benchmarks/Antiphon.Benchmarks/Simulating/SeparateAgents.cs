using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Benchmarks.Simulating;

/// <summary>
/// Baseline: online execution as it is written down, agent by agent. Each step draws k different agents to observe, then an action and a
/// next state for every agent; it costs n draws of each.
/// </summary>
/// <param name="game">The game; its n agents are kept in an array.</param>
/// <param name="policy">A joint policy with a tabular global side.</param>
internal sealed class SeparateAgents(CooperativeGame game, JointPolicy policy)
{
    private readonly TabularGlobalPolicy global = (TabularGlobalPolicy)policy.Global;
    private readonly int[] states = new int[game.Agents];
    private readonly int[] seen = new int[game.LocalStates];
    private readonly double[] law = new double[game.LocalStates];

    /// <summary>One episode.</summary>
    /// <param name="stream">All randomness.</param>
    /// <param name="horizon">Steps.</param>
    /// <returns>The discounted return.</returns>
    public double Episode(RandomStream stream, int horizon)
    {
        int globalState = Start(stream);
        (double weight, double sum) = (1.0, 0.0);
        for (int time = 0; time < horizon; time++)
        {
            int action = global.Action(globalState, Observe(stream));
            sum += weight * (game.GlobalReward(globalState, action) + (MoveAll(stream, globalState) / states.Length));
            weight *= game.Discount;
            globalState = CategoricalSampler.Sample(stream.NextDouble(), game.GlobalTransition(globalState, action));
        }

        return sum;
    }

    private int Start(RandomStream stream)
    {
        if (game.Initial.Local is DirichletLocalLaw dirichlet)
        {
            DirichletSampler.Sample(stream, dirichlet.Concentration, law);
        }
        else
        {
            ((IndependentLocalLaw)game.Initial.Local).Probabilities.CopyTo(law);
        }

        for (int agent = 0; agent < states.Length; agent++)
        {
            states[agent] = CategoricalSampler.Sample(stream.NextDouble(), law);
        }

        return CategoricalSampler.Sample(stream.NextDouble(), game.Initial.Global.AsSpan());
    }

    // A partial shuffle: agents are alike, so that their order in the array may change.
    private int Observe(RandomStream stream)
    {
        Array.Clear(seen);
        for (int place = 0; place < global.Subsample; place++)
        {
            int drawn = place + (int)stream.NextBelow(states.Length - place);
            (states[place], states[drawn]) = (states[drawn], states[place]);
            seen[states[place]]++;
        }

        return global.Lattice.Rank(seen);
    }

    private double MoveAll(RandomStream stream, int globalState)
    {
        double reward = 0.0;
        for (int agent = 0; agent < states.Length; agent++)
        {
            int state = states[agent];
            int action = CategoricalSampler.Sample(stream.NextDouble(), policy.Local.At(state, globalState));
            reward += game.LocalReward(state, globalState, action);
            states[agent] = CategoricalSampler.Sample(stream.NextDouble(), game.LocalTransition(state, globalState, action));
        }

        return reward;
    }
}
