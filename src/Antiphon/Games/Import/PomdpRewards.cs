using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// The rewards R(a, s, s', o) of a file in Cassandra's format, kept as the lines that set them. What no line sets is 0; later lines
/// overwrite earlier ones.
/// </summary>
/// <param name="observations">How many observations there are; 1 in a file without them.</param>
internal sealed class PomdpRewards(int observations)
{
    private const int Every = PomdpTable.Every;

    // Some seconds.
    private const long MostVisited = 1L << 26;

    private readonly Dictionary<(int Action, int State, int Next), Dictionary<int, Setting>> settings = [];
    private int order;
    private long visited;

    /// <summary>How many of the rewards that were averaged so far depend on the next state or on the observation.</summary>
    public int Averaged { get; private set; }

    /// <summary>Sets the rewards that are selected, whatever the observation.</summary>
    public void Set(int action, int state, int next, double reward) => Add(action, state, next, Every, new Setting(order++, reward, null));

    /// <summary>Sets the rewards that are selected, for one observation.</summary>
    public void Set(int action, int state, int next, int observation, double reward) =>
        Add(action, state, next, observation, new Setting(order++, reward, null));

    /// <summary>Sets the rewards that are selected, one for each observation.</summary>
    public void Set(int action, int state, int next, double[] rewards) =>
        Add(action, state, next, Every, new Setting(order++, 0, rewards));

    /// <summary>r(s, a) = sum over s' and o of P(s' | s, a) O(o | a, s') R(a, s, s', o).</summary>
    /// <param name="action">a.</param>
    /// <param name="state">s.</param>
    /// <param name="moves">P(. | s, a).</param>
    /// <param name="seen">O(. | a, s') for a next state.</param>
    public double Mean(int action, int state, TransitionRow moves, Func<int, TransitionRow> seen)
    {
        var mean = default(NeumaierSum);
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int place = 0; place < moves.Targets.Length; place++)
        {
            int next = moves.Targets[place];
            double[] rewards = Rewards(action, state, next);
            (least, most) = (Math.Min(least, rewards.Min()), Math.Max(most, rewards.Max()));
            mean.Add(moves.Probabilities[place] * (rewards.Length == 1 ? rewards[0] : Mean(rewards, seen(next))));
        }

        Averaged += least < most ? 1 : 0;
        return least < most ? mean.Value : least;
    }

    private static double Mean(double[] rewards, TransitionRow seen)
    {
        var mean = default(NeumaierSum);
        for (int place = 0; place < seen.Targets.Length; place++)
        {
            mean.Add(seen.Probabilities[place] * rewards[seen.Targets[place]]);
        }

        return mean.Value;
    }

    // One reward, or one for each observation where it matters.
    private double[] Rewards(int action, int state, int next)
    {
        double[] rewards = [0];
        bool isOwn = false;
        foreach ((int observation, Setting setting) in Settings(action, state, next).OrderBy(each => each.Value.Order))
        {
            if (observation == Every)
            {
                (rewards, isOwn) = (setting.Rewards ?? [setting.Reward], false);
                continue;
            }

            if (!isOwn)
            {
                rewards = rewards.Length == observations ? [.. rewards] : [.. Enumerable.Repeat(rewards[0], observations)];
                isOwn = true;
            }

            rewards[observation] = setting.Reward;
        }

        return Array.TrueForAll(rewards, reward => reward == rewards[0]) ? [rewards[0]] : rewards;
    }

    private List<KeyValuePair<int, Setting>> Settings(int action, int state, int next)
    {
        var found = new List<KeyValuePair<int, Setting>>();
        for (int mask = 0; mask < 8; mask++)
        {
            (int, int, int) key = ((mask & 1) == 0 ? action : Every, (mask & 2) == 0 ? state : Every, (mask & 4) == 0 ? next : Every);
            if (settings.TryGetValue(key, out Dictionary<int, Setting>? known))
            {
                found.AddRange(known);
            }
        }

        bool byObservation = found.Exists(each => each.Key != Every || each.Value.Rewards is not null);
        visited += found.Count + (byObservation ? observations : 0);
        return visited <= MostVisited
            ? found
            : throw new GameValidationException(
                "",
                [new Violation("R", $"takes more than {MostVisited:N0} steps to average", "fewer", "give rewards without observations")]
            );
    }

    private void Add(int action, int state, int next, int observation, Setting setting)
    {
        (int, int, int) key = (action, state, next);
        if (!settings.TryGetValue(key, out Dictionary<int, Setting>? known))
        {
            settings.Add(key, known = []);
        }

        if (observation == Every)
        {
            known.Clear();
        }

        known[observation] = setting;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Setting(int Order, double Reward, double[]? Rewards);
}
