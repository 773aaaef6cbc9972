using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// The rewards R(a, s, s', o) of a file in Cassandra's format, kept as the lines that set them. What no line sets is 0; later lines
/// overwrite earlier ones.
/// </summary>
/// <param name="observations">How many observations there are; 1 in a file without them.</param>
/// <param name="seen">O(. | a, s') for an action and a next state.</param>
internal sealed class PomdpRewards(int observations, Func<int, int, TransitionRow> seen)
{
    private const int Every = PomdpTable.Every;

    // Some seconds.
    private const long MostVisited = 1L << 26;

    private readonly Dictionary<(int Action, int State, int Next), Dictionary<int, Setting>> settings = [];

    // The next states that lines name, for an action and a state or every one.
    private readonly Dictionary<(int Action, int State), HashSet<int>> named = [];

    // The states s that lines name, and for each action the rewards in all others where no line names the next state.
    private readonly HashSet<int> states = [];
    private readonly Dictionary<int, double[]> ofOthers = [];
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
    public double Mean(int action, int state, TransitionRow moves)
    {
        HashSet<int>[] own = named.Count == 0 ? [] : [.. Named(action, state)];
        double[] usual = Usual(action, state);
        if (own.Length == 0 && usual.Length == 1)
        {
            return usual[0];
        }

        var mean = default(NeumaierSum);
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        (double Least, double Most) usualRange = (usual.Min(), usual.Max());
        for (int place = 0; place < moves.Targets.Length; place++)
        {
            int next = moves.Targets[place];
            bool isUsual = !Array.Exists(own, nexts => nexts.Contains(next));
            double[] rewards = isUsual ? usual : Rewards(action, state, next);
            (double Least, double Most) range = isUsual ? usualRange : (rewards.Min(), rewards.Max());
            (least, most) = (Math.Min(least, range.Least), Math.Max(most, range.Most));
            Visit(rewards.Length);
            mean.Add(moves.Probabilities[place] * (rewards.Length == 1 ? rewards[0] : Mean(rewards, seen(action, next))));
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

    // Where no line names the next state. States that no line names are alike.
    private double[] Usual(int action, int state)
    {
        if (states.Contains(state))
        {
            return Rewards(action, state, Every);
        }

        if (!ofOthers.TryGetValue(action, out double[]? rewards))
        {
            ofOthers.Add(action, rewards = Rewards(action, Every, Every));
        }

        return rewards;
    }

    private IEnumerable<HashSet<int>> Named(int action, int state)
    {
        foreach ((int, int) key in ((int, int)[])[(action, state), (action, Every), (Every, state), (Every, Every)])
        {
            if (named.TryGetValue(key, out HashSet<int>? nexts))
            {
                yield return nexts;
            }
        }
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
        foreach ((int, int, int) key in Keys(action, state, next).Distinct())
        {
            if (settings.TryGetValue(key, out Dictionary<int, Setting>? known))
            {
                found.AddRange(known);
            }
        }

        bool byObservation = found.Exists(each => each.Key != Every || each.Value.Rewards is not null);
        Visit(found.Count + (byObservation ? observations : 0));
        return found;
    }

    private static IEnumerable<(int Action, int State, int Next)> Keys(int action, int state, int next)
    {
        for (int mask = 0; mask < 8; mask++)
        {
            yield return ((mask & 1) == 0 ? action : Every, (mask & 2) == 0 ? state : Every, (mask & 4) == 0 ? next : Every);
        }
    }

    private void Visit(int more)
    {
        visited += more;
        if (visited > MostVisited)
        {
            throw new GameValidationException(
                "",
                [
                    new Violation(
                        "R",
                        $"takes more than {MostVisited:N0} steps to average",
                        "fewer",
                        "give rewards that do not depend on the observation or the next state"
                    ),
                ]
            );
        }
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
        if (state != Every)
        {
            states.Add(state);
        }

        if (next != Every && !named.TryAdd((action, state), [next]))
        {
            named[(action, state)].Add(next);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Setting(int Order, double Reward, double[]? Rewards);
}
