using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>
/// Draws random rewards in count space: of the c_x agents in x, Multinomial(c_x, pi_l(. | x, s_g)) take each action, and those of one
/// action earn a sum of independent rewards, drawn at once (<see cref="RewardSampler"/>). Given states and a_g, the reward of a step has
/// exactly the law of that of separate agents, at a cost that does not grow with their number.
/// </summary>
/// <remarks>
/// The actions drawn here are not those behind the same step's moves, which are drawn from the mixture over actions. Expected returns do
/// not depend on that; the dependence of a step's reward and the next state, given the present one, is lost. Immutable; shared by threads.
/// </remarks>
internal sealed class DrawnRewards
{
    private readonly CooperativeGame game;
    private readonly RewardSampler?[] global;
    private readonly RewardSampler?[] local;
    private readonly MultinomialLaw[] actions;

    private DrawnRewards(CooperativeGame game, RewardNoise noise, LocalPolicy policy)
    {
        this.game = game;
        global = Samplers(noise.GlobalLaws);
        local = Samplers(noise.LocalLaws);
        actions =
        [
            .. Enumerable
                .Range(0, game.LocalStates * game.GlobalStates)
                .Select(cell => new MultinomialLaw(policy.At(cell / game.GlobalStates, cell % game.GlobalStates))),
        ];
    }

    /// <summary>What draws a game's rewards; null when they are not random.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">pi_l.</param>
    internal static DrawnRewards? Of(CooperativeGame game, LocalPolicy policy) =>
        game.Noise is { } noise ? new DrawnRewards(game, noise, policy) : null;

    /// <summary>The sum of independent draws of R_g.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="action">a_g.</param>
    /// <param name="draws">How many.</param>
    internal double GlobalSum(RandomStream stream, int globalState, int action, long draws) =>
        GlobalSum(stream, globalState, action, draws, Couplings.Constant.AsSpan());

    private double GlobalSum(RandomStream stream, int globalState, int action, long draws, ReadOnlySpan<double> hats)
    {
        int place = (globalState * game.GlobalActions) + action;
        return global[place]?.Sum(stream, draws) ?? (draws * game.GlobalRewardAt(place, hats));
    }

    /// <summary>The sum of the local rewards of many agents.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="counts">How many agents are in each local state.</param>
    internal double LocalSum(RandomStream stream, int globalState, ReadOnlySpan<long> counts) =>
        LocalSum(stream, globalState, counts, Couplings.Constant.AsSpan());

    private double LocalSum(RandomStream stream, int globalState, ReadOnlySpan<long> counts, ReadOnlySpan<double> hats)
    {
        Span<long> taken = stackalloc long[game.LocalActions];
        double sum = 0.0;
        for (int state = 0; state < counts.Length; state++)
        {
            if (counts[state] > 0)
            {
                int cell = (state * game.GlobalStates) + globalState;
                taken.Clear();
                actions[cell].AddSample(stream, counts[state], taken);
                sum += Sum(stream, cell, taken, hats);
            }
        }

        return sum;
    }

    /// <summary>The reward of one step: R_g + (1/n) sum_i R_l.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="action">a_g.</param>
    /// <param name="counts">How many agents are in each local state.</param>
    /// <param name="agents">n, the sum of the counts.</param>
    /// <param name="hats">Values of the hat functions at the population.</param>
    internal double Step(
        RandomStream stream,
        int globalState,
        int action,
        ReadOnlySpan<long> counts,
        long agents,
        ReadOnlySpan<double> hats
    ) => GlobalSum(stream, globalState, action, 1, hats) + (LocalSum(stream, globalState, counts, hats) / agents);

    /// <summary>The same where it is known which actions the local agents take.</summary>
    internal double Step(RandomStream stream, int globalState, int action, LocalChoices choices, long agents, ReadOnlySpan<double> hats)
    {
        double sum = 0.0;
        double first = GlobalSum(stream, globalState, action, 1, hats);
        for (int state = 0; state < game.LocalStates; state++)
        {
            sum += Sum(stream, (state * game.GlobalStates) + globalState, choices.At(state), hats);
        }

        return first + (sum / agents);
    }

    // Few different laws stand in a table of many: each is prepared once.
    private static RewardSampler?[] Samplers(ReadOnlySpan<RewardLaw?> laws)
    {
        var known = new Dictionary<RewardLaw, RewardSampler>();
        var samplers = new RewardSampler?[laws.Length];
        for (int place = 0; place < laws.Length; place++)
        {
            if (laws[place] is { } law && !known.TryGetValue(law, out samplers[place]))
            {
                samplers[place] = known[law] = law.Sampler();
            }
        }

        return samplers;
    }

    private double Sum(RandomStream stream, int cell, ReadOnlySpan<long> taken, ReadOnlySpan<double> hats)
    {
        double sum = 0.0;
        for (int action = 0; action < taken.Length; action++)
        {
            if (taken[action] > 0)
            {
                int place = (cell * taken.Length) + action;
                sum += local[place]?.Sum(stream, taken[action]) ?? (taken[action] * game.LocalRewardAt(place, hats));
            }
        }

        return sum;
    }
}
