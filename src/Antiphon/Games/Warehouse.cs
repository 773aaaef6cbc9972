namespace Antiphon.Games;

/// <summary>
/// The warehouse of the paper's experiments: a dispatcher points to one of five zones on a ring, robots want to be in the zone
/// that is active (s_g), and both zone and robots are slow to move.
/// </summary>
/// <remarks>Source: arXiv 2603.03759 v2, appendix G.1, with constants as in the authors' released program. All transitions are softmax laws.</remarks>
internal static class Warehouse
{
    private const int Zones = 5;

    // What a local action adds to the zone: stay, next, previous; and what it earns or costs.
    private static readonly int[] Step = [0, +1, -1];
    private static readonly double[] ActionReward = [0, 0.5, -0.3];

    /// <summary>The paper's text: r_g = 4 - |s_g - a_g|, the distance not taken around the ring.</summary>
    internal static CooperativeGame Create() => Build("warehouse", (globalState, globalAction) => 4 - Math.Abs(globalState - globalAction));

    /// <summary>The authors' program: r_g = 1, so only the robots' rewards matter.</summary>
    internal static CooperativeGame CreateFlat() => Build("warehouse-flat", (_, _) => 1);

    private static CooperativeGame Build(string name, Func<int, int, double> globalReward)
    {
        string[] zones = [.. Enumerable.Range(0, Zones).Select(zone => $"zone {zone}")];
        return CooperativeGame.Create(new GameDefinition
        {
            Name = name,
            Discount = 0.95,
            Agents = 1000,
            GlobalStateNames = zones,
            LocalStateNames = zones,
            GlobalActionNames = zones,
            LocalActionNames = ["stay", "next", "previous"],
            GlobalTransition = Table(Zones, globalState => Table(Zones, globalAction => GlobalRow(globalState, globalAction))),
            LocalTransition = Table(Zones, localState => Table(Zones, globalState => Table(Step.Length, action => LocalRow(localState, globalState, action)))),
            GlobalReward = Table(Zones, globalState => Table(Zones, globalAction => globalReward(globalState, globalAction))),
            LocalReward = Table(Zones, localState => Table(Zones, globalState => Table(Step.Length, action => LocalReward(localState, globalState, action)))),
            Initial = InitialLaw.UniformGlobal(Zones, new DirichletLocalLaw(0.3)),
            Geometry = new GameGeometry(
                Table(Zones, localState => Table(Zones, globalState => (double)RingDistance(localState, globalState))),
                Table(Zones, zone => zone)),
        });
    }

    private static double[] GlobalRow(int globalState, int globalAction) =>
        Softmax(next => 0.1 + (next == globalAction ? 3 : 0) + (next == globalState ? 0.5 : 0));

    private static double[] LocalRow(int localState, int globalState, int localAction)
    {
        var destination = (localState + Step[localAction] + Zones) % Zones;
        return Softmax(next => 0.1 + (next == localState ? 3.5 : 0) + (localAction != 0 && next == destination ? 1.5 : 0) + (next == globalState ? 0.3 : 0));
    }

    private static double LocalReward(int localState, int globalState, int localAction) =>
        (localState == globalState ? 10 : 2.0 / (1 + RingDistance(localState, globalState))) + ActionReward[localAction];

    private static int RingDistance(int zone, int other) => Math.Min(Math.Abs(zone - other), Zones - Math.Abs(zone - other));

    private static double[] Softmax(Func<int, double> score)
    {
        var weights = Table(Zones, zone => Math.Exp(score(zone)));
        var sum = ProbabilityRow.Sum(weights);
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static T[] Table<T>(int count, Func<int, T> entry) => [.. Enumerable.Range(0, count).Select(entry)];
}
