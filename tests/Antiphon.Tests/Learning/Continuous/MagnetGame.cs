using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning;

/// <summary>
/// A small game whose answers are plain: agents of the plane are paid for being near (s_g, 0), which each can walk to; the global agent
/// chooses between two places and is paid for the second. It knows no right action.
/// </summary>
internal class MagnetGame(int agents = 6) : ContinuousGame
{
    private const double Step = 0.2;

    public override string Name => "magnet";

    public override double Discount => 0.8;

    public override int Agents => agents;

    public override Box GlobalStates { get; } = Box.Interval(-1, 1);

    public override Box LocalStates { get; } = new([-1, -1], [1, 1]);

    public override IReadOnlyList<string> GlobalActions { get; } = ["west", "east"];

    public override IReadOnlyList<string> LocalActions { get; } = ["stay", "west", "east", "south", "north"];

    public override PopulationFeatures Features { get; } =
        new KernelMeanFeatures(
            [
                [-0.5, 0],
                [0.5, 0],
            ],
            0.5
        );

    public override double? RewardBound => 2;

    public override void Start(RandomStream random, Span<double> global, Span<double> locals)
    {
        global[0] = 0;
        foreach (ref double state in locals)
        {
            state = (2 * random.NextDouble()) - 1;
        }
    }

    public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
        next[0] = action == 0 ? -0.5 : 0.5;

    public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals)
    {
        int n = actions.Length;
        for (int i = 0; i < n; i++)
        {
            (double x, double y) = actions[i] switch
            {
                1 => (-Step, 0.0),
                2 => (Step, 0.0),
                3 => (0.0, -Step),
                4 => (0.0, Step),
                _ => (0.0, 0.0),
            };
            locals[i] = LocalStates.Clip(0, locals[i] + x + (0.02 * random.NextNormal()));
            locals[n + i] = LocalStates.Clip(1, locals[n + i] + y);
        }
    }

    public override double GlobalReward(ReadOnlySpan<double> global, int action) => action == 1 ? 1 : 0;

    public override void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    )
    {
        int n = actions.Length;
        for (int i = 0; i < n; i++)
        {
            (double x, double y) = (locals[i] - global[0], locals[n + i]);
            rewards[i] = Math.Exp(-2 * ((x * x) + (y * y)));
        }
    }
}
