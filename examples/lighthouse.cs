// dotnet run examples/lighthouse.cs
// A game with continuous states in one file: forty boats drift on a lake (a square in the plane); a lighthouse turns its beam along the
// shore and is paid for boats near the lit stretch. It sees where five boats are, smoothly, as a kernel mean; the boats see the beam and
// choose to follow it or not.
#:project ../src/Antiphon.Learning/Antiphon.Learning.csproj
#:property PublishAot=false
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

var options = new ContinuousOptions
{
    Subsample = 5,
    Hidden = 32,
    Alternations = 5,
    Episodes = 60,
    Horizon = 20,
    Updates = 30,
    TrustRegion = new() { Radius = 0.03, Damping = 0.01 },
    JudgeRollouts = 256,
    DeployedHorizon = 20,
    Threshold = 0.05,
    Seeds = 5,
    Rollouts = 20,
};
var result = new Alternation<NeuralPair>(new NeuralProblem(new Lighthouse(), options)).Run();

Console.WriteLine(
    $"Deployed   {result.Deployed.Mean:F2} [{result.Deployed.Low:F2}, {result.Deployed.High:F2}] in 20 steps, 95 % interval over 5 seeds"
);
foreach (var baseline in result.Baselines)
{
    Console.WriteLine($"Baseline   {baseline.Deployed.Mean:F2} by {baseline.Global} lighthouse and {baseline.Local} boats");
}

foreach (var proposal in result.Trace)
{
    Console.WriteLine(
        $"Proposal   {proposal.Player, -6} gains {proposal.Gain:F2} [{proposal.GainLow:F2}, {proposal.GainHigh:F2}]: "
            + $"{(proposal.Accepted ? "accepted" : "rejected")}"
    );
}

Console.WriteLine($"Stopped    {result.StopReason}");

sealed class Lighthouse : ContinuousGame
{
    private static readonly double[] Turns = [0, 0.3, -0.3];

    public override string Name => "lighthouse";

    public override double Discount => 0.9;

    public override int Agents => 40;

    public override Box GlobalStates { get; } = Box.Interval(-1, 1); // where the beam is

    public override Box LocalStates { get; } = new([-1, 0], [1, 1]); // where a boat is, along the shore and off it

    public override IReadOnlyList<string> GlobalActions { get; } = ["hold", "turn east", "turn west"];

    public override IReadOnlyList<string> LocalActions { get; } = ["drift", "row to the beam"];

    public override PopulationFeatures Features { get; } =
        new KernelMeanFeatures(
            [
                [-0.8, 0.3],
                [-0.3, 0.3],
                [0.3, 0.3],
                [0.8, 0.3],
            ],
            0.3
        );

    public override void Start(RandomStream random, Span<double> global, Span<double> locals)
    {
        global[0] = (2 * random.NextDouble()) - 1;
        var middle = (1.4 * random.NextDouble()) - 0.7; // the fleet starts together
        for (var boat = 0; boat < Agents; boat++)
        {
            locals[boat] = LocalStates.Clip(0, middle + (0.25 * random.NextNormal()));
            locals[Agents + boat] = random.NextDouble();
        }
    }

    public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
        next[0] = GlobalStates.Clip(0, global[0] + Turns[action] + (0.05 * random.NextNormal()));

    public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals)
    {
        for (var boat = 0; boat < actions.Length; boat++)
        {
            var (along, off) = (locals[boat], locals[actions.Length + boat]);
            var pull = actions[boat] == 1 ? 0.15 : 0;
            locals[boat] = LocalStates.Clip(0, along + (pull * Math.Sign(global[0] - along)) + (0.05 * random.NextNormal()));
            locals[actions.Length + boat] = LocalStates.Clip(1, off - (0.5 * pull) + (0.05 * random.NextNormal()));
        }
    }

    public override double GlobalReward(ReadOnlySpan<double> global, int action) => action == 0 ? 0.1 : 0; // turning wears the gears

    public override void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    )
    {
        for (var boat = 0; boat < actions.Length; boat++)
        {
            var (along, off) = (locals[boat] - global[0], locals[actions.Length + boat]);
            rewards[boat] = Math.Exp(-4 * ((along * along) + (off * off))) - (actions[boat] == 1 ? 0.05 : 0);
        }
    }
}
