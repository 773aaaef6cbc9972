using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning.Systems;

/// <summary>A game played agent by agent as a system: what is fitted to its log is known.</summary>
internal sealed class GameSystem(CooperativeGame game, Func<int, int, double>? noise = null) : IAgentSystem
{
    public SystemDeclaration Declaration { get; init; } =
        new()
        {
            Name = game.Name,
            Discount = game.Discount,
            Agents = (int)game.Agents,
            GlobalStateNames = [.. game.GlobalStateNames],
            LocalStateNames = [.. game.LocalStateNames],
            GlobalActionNames = [.. game.GlobalActionNames],
            LocalActionNames = [.. game.LocalActionNames],
            LocalReward = (state, globalState, action) => game.LocalReward(state, globalState, action),
            Coupling = game.Aggregates.Count > 0 ? game.Aggregates[0] : null,
        };

    public ISystemEpisode CreateEpisode() => new Episode(game, noise);

    private sealed class Episode(CooperativeGame game, Func<int, int, double>? noise) : ISystemEpisode
    {
        private readonly int[] states = new int[game.Agents];
        private RandomStream chance = new(0);
        private int time;

        public int GlobalState { get; private set; }

        public ReadOnlySpan<int> LocalStates => states;

        public void Start(RandomStream episode)
        {
            (chance, time) = (episode.Split("test"), 0);
            GlobalState = CategoricalSampler.Sample(chance.NextDouble(), game.Initial.Global.AsSpan());
            double[] law = [.. ((IndependentLocalLaw)game.Initial.Local).Probabilities];
            foreach (ref int state in states.AsSpan())
            {
                state = CategoricalSampler.Sample(chance.NextDouble(), law);
            }
        }

        public double Step(int globalAction, ReadOnlySpan<int> localActions)
        {
            double[] fractions = new double[game.LocalStates];
            foreach (int state in states)
            {
                fractions[state] += 1.0 / states.Length;
            }

            double reward = game.GlobalReward(GlobalState, globalAction, fractions) + (noise?.Invoke(time++, GlobalState) ?? 0);
            for (int agent = 0; agent < states.Length; agent++)
            {
                double[] law = game.LocalRow(states[agent], GlobalState, localActions[agent], fractions).ToArray(game.LocalStates);
                states[agent] = CategoricalSampler.Sample(chance.NextDouble(), law);
            }

            double[] row = game.GlobalRow(GlobalState, globalAction, fractions).ToArray(game.GlobalStates);
            GlobalState = CategoricalSampler.Sample(chance.NextDouble(), row);
            return reward;
        }
    }
}
