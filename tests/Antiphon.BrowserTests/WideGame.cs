using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.BrowserTests;

/// <summary>Games with as many states and actions as a test likes, and dispatchers with made-up reasons.</summary>
internal static class WideGame
{
    /// <summary>Agents observed per step.</summary>
    public const int Subsample = 5;

    /// <summary>A game of zones in a ring.</summary>
    public static CooperativeGame Create(int zones, int actions) =>
        CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = "ring",
                    Discount = 0.95,
                    Agents = 1000,
                    GlobalStateNames = ["calm", "busy"],
                    LocalStateNames = Names("zone", zones),
                    GlobalActionNames = Names("plan", actions),
                    LocalActionNames = ["stay", "go"],
                    GlobalTransition = (_, action) => [(action % 2, 1.0)],
                    LocalTransition = (zone, _, move) => [((zone + move) % zones, 1.0)],
                    GlobalReward = (state, action) => (state + action) % 7,
                    LocalReward = (zone, _, _) => zone % 3,
                    Initial = new InitialLaw([0.5, 0.5], new DirichletLocalLaw(1)),
                }
            )
        );

    /// <summary>A dispatcher with other reasons in every step.</summary>
    public static PolicySource Source(string name, int zones, int actions)
    {
        CooperativeGame game = Create(zones, actions);
        return Source(name, game, step => Reasons(step, zones, actions));
    }

    /// <summary>A dispatcher with given reasons.</summary>
    public static PolicySource Source(string name, CooperativeGame game, Func<int, ActionReasons> reasons)
    {
        var pair = new JointPolicy(new ScriptedPolicy(game, Subsample, reasons), LocalPolicy.Uniform(game));
        return new PolicySource(name, () => ServedPolicy.Of(game, pair, value: 100));
    }

    /// <summary>Populations to play with.</summary>
    public static FleetDemo Demo(int zones, int actions)
    {
        CooperativeGame game = Create(zones, actions);
        var global = new FunctionPolicy(Subsample, actions, (state, observation) => ((7 * observation[0]) + state) % actions);
        var pair = new JointPolicy(global, LocalPolicy.Uniform(game));
        return new FleetDemo(game, Subsample, pair, pair, (_, _) => pair);
    }

    private static ActionReasons Reasons(int step, int zones, int actions)
    {
        double[] weights = [.. Enumerable.Range(0, zones).Select(zone => 1.5 + Math.Sin((0.1 * step) + zone))];
        return new ActionReasons
        {
            Belief = [.. weights.Select(weight => weight / weights.Sum())],
            Deviations = [.. weights.Select(_ => 0.1 / zones)],
            Values = [.. Enumerable.Range(0, actions).Select(action => 10 * Math.Sin((0.07 * step) + (3 * action)))],
            Test = new ModelTest(Math.Sin(step), 4, 20, IsAlarmed: false),
        };
    }

    private static string[] Names(string kind, int number) => [.. Enumerable.Range(0, number).Select(index => $"{kind} {index}")];
}
