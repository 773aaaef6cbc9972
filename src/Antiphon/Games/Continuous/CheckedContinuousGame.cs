using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// A game whose every sample is checked: what leaves its box or is not a number is named with its place. All training and simulation go
/// through it.
/// </summary>
internal sealed class CheckedContinuousGame : ContinuousGame
{
    private readonly ContinuousGame game;

    /// <summary>Wraps a game and checks its description.</summary>
    /// <param name="game">The game; one that is checked already is taken apart first.</param>
    /// <exception cref="InvalidInputException">A size, the discount or a name is out of range; the message lists all that are.</exception>
    public CheckedContinuousGame(ContinuousGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        this.game = game is CheckedContinuousGame wrapped ? wrapped.game : game;
        List<string> wrong = [];
        Require(!string.IsNullOrWhiteSpace(game.Name), "its name is empty");
        Require(game.Discount is >= 0 and < 1, $"its discount is {game.Discount}; expected at least 0 and less than 1");
        Require(game.Agents >= 1, $"it has {game.Agents} agents; expected at least 1");
        Require(game.GlobalActions.Count >= 1, "it has no global action");
        Require(game.LocalActions.Count >= 1, "it has no local action");
        Require(game.Features.Size >= 1, $"its features have length {game.Features.Size}; expected at least 1");
        if (wrong.Count > 0)
        {
            throw new InvalidInputException($"the continuous game '{game.Name}' cannot be used: {string.Join("; ", wrong)}");
        }

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                wrong.Add(message);
            }
        }
    }

    /// <inheritdoc/>
    public override string Name => game.Name;

    /// <inheritdoc/>
    public override double Discount => game.Discount;

    /// <inheritdoc/>
    public override int Agents => game.Agents;

    /// <inheritdoc/>
    public override Box GlobalStates => game.GlobalStates;

    /// <inheritdoc/>
    public override Box LocalStates => game.LocalStates;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GlobalActions => game.GlobalActions;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LocalActions => game.LocalActions;

    /// <inheritdoc/>
    public override PopulationFeatures Features => game.Features;

    /// <inheritdoc/>
    public override double? RewardBound => game.RewardBound;

    /// <inheritdoc/>
    public override void Start(RandomStream random, Span<double> global, Span<double> locals)
    {
        game.Start(random, global, locals);
        RequireGlobal(global, "the start of an episode");
        RequireLocals(locals, "the start of an episode");
    }

    /// <inheritdoc/>
    public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next)
    {
        game.MoveGlobal(global, action, random, next);
        RequireGlobal(next, "a move of the global agent", action);
    }

    /// <inheritdoc/>
    public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals)
    {
        game.MoveLocals(global, actions, random, locals);
        RequireLocals(locals, "a move of the local agents");
    }

    /// <inheritdoc/>
    public override double GlobalReward(ReadOnlySpan<double> global, int action)
    {
        double reward = game.GlobalReward(global, action);
        return double.IsFinite(reward)
            ? reward
            : throw Fault(
                $"the global reward of action '{GlobalActions[action]}' at s_g = {Text(global, 1, 0)} is {reward}; expected a finite "
                    + "number"
            );
    }

    /// <inheritdoc/>
    public override void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    )
    {
        game.LocalRewards(global, locals, actions, rewards);
        for (int i = 0; i < rewards.Length; i++)
        {
            if (!double.IsFinite(rewards[i]))
            {
                throw Fault(
                    $"the reward of local agent {i} for '{LocalActions[actions[i]]}' at s_l = {Text(locals, actions.Length, i)}, s_g = "
                        + $"{Text(global, 1, 0)} is {rewards[i]}; expected a finite number"
                );
            }
        }
    }

    /// <inheritdoc/>
    public override int? RightAction(ReadOnlySpan<double> locals)
    {
        int? action = game.RightAction(locals);
        return action is null || (action >= 0 && action < GlobalActions.Count)
            ? action
            : throw Fault($"the right action of a population is {action}; expected 0 to {GlobalActions.Count - 1}");
    }

    private void RequireGlobal(ReadOnlySpan<double> state, string place, int action = -1)
    {
        for (int c = 0; c < state.Length; c++)
        {
            if (!(state[c] >= GlobalStates.Low[c] && state[c] <= GlobalStates.High[c]))
            {
                string by = action < 0 ? "" : $" by action '{GlobalActions[action]}'";
                throw Fault(
                    $"{place}{by} put coordinate {c} of s_g at {state[c]}; expected a number in [{GlobalStates.Low[c]}, "
                        + $"{GlobalStates.High[c]}]; clip it, or widen the box"
                );
            }
        }
    }

    private void RequireLocals(ReadOnlySpan<double> states, string place)
    {
        int agents = states.Length / LocalStates.Dimension;
        for (int c = 0; c < LocalStates.Dimension; c++)
        {
            (double low, double high) = (LocalStates.Low[c], LocalStates.High[c]);
            ReadOnlySpan<double> some = states.Slice(c * agents, agents);
            for (int i = 0; i < some.Length; i++)
            {
                // NaN fails both comparisons.
                if (!(some[i] >= low && some[i] <= high))
                {
                    throw Fault(
                        $"{place} put coordinate {c} of local agent {i} at {some[i]}; expected a number in [{low}, {high}]; clip it, or "
                            + "widen the box"
                    );
                }
            }
        }
    }

    private static string Text(ReadOnlySpan<double> states, int agents, int agent)
    {
        int dimension = states.Length / agents;
        string[] parts = new string[dimension];
        for (int c = 0; c < dimension; c++)
        {
            parts[c] = states[(c * agents) + agent].ToString();
        }

        return dimension == 1 ? parts[0] : $"({string.Join(", ", parts)})";
    }

    private InvalidInputException Fault(string text) => new($"the game '{Name}': {text}");
}
