// dotnet run -c Release examples/own-system.cs
// A system of your own in place of a game: a workshop of 60 machines that wear at different rates, and a foreman who sets the pace and
// looks at five of them. Nobody has written down its laws. They are fitted to a log, a pair is trained in the fitted game, and the pair
// is judged in the workshop itself.
#:project ../src/Antiphon.Learning/Antiphon.Learning.csproj
#:property PublishAot=false
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

var workshop = new Workshop();
var file = Path.Combine(Path.GetTempPath(), "workshop.csv");
var recorder = new SystemRecorder(new SystemLogOptions { Episodes = 400, Horizon = 60 });
using (var stream = File.Create(file))
{
    recorder.Run(workshop, stream);
}

var fit = new SystemFit(new SystemFitOptions()).Fit(new TrajectoryLog(file, recorder.Describe(workshop)));
Console.WriteLine($"Fit        {fit.ExplainedReward:0 %} of the variance of rewards explained, dispersion of moves {fit.Dispersion:F2}");
foreach (var notice in fit.Notices)
{
    Console.WriteLine($"           {notice}");
}

var game = fit.Game;
var trained = new Alternation(new AlternationOptions { Subsample = 5, Baselines = false }).Run(game).Policy;
var steady = new JointPolicy(
    new FunctionPolicy(0, 2, (_, _) => 0), // always the normal pace
    LocalPolicy.Deterministic(game, (condition, _) => condition == 0 ? 0 : 1) // service whatever is not in good condition
);
var options = new OnlineExecutionOptions { Horizon = 60, Rollouts = 100 };
foreach (var (name, pair) in new[] { ("trained pair", trained), ("steady pace, service when worn", steady) })
{
    var promised = new OnlineExecution(options).Run(game, pair).Reward;
    var real = new OnlineExecution(options).Run(new SystemDeployment(workshop, game, pair)).Reward;
    Console.WriteLine($"Promised   {promised.Mean, 8:F2} [{promised.Low:F2}, {promised.High:F2}] by the fitted game: {name}");
    Console.WriteLine($"Real       {real.Mean, 8:F2} [{real.Low:F2}, {real.High:F2}] in the workshop: {name}");
}

sealed class Workshop : IAgentSystem
{
    private const int Machines = 60;
    private static readonly string[] Levels = ["no orders", "up to 50", "more orders"];

    public SystemDeclaration Declaration =>
        new()
        {
            Name = "workshop",
            Discount = 0.95,
            Agents = Machines,
            GlobalStateNames = [.. Levels.SelectMany(level => new[] { $"{level}, normal", $"{level}, rush" })],
            LocalStateNames = ["good", "worn", "down", "in service"],
            GlobalActionNames = ["normal", "rush"],
            LocalActionNames = ["go on", "call service"],
            GlobalSuccessors = (_, pace) => Levels.Select((_, level) => (2 * level) + pace), // the pace is what the foreman said
            LocalReward = (condition, _, _) => condition == 3 ? -0.3 : 0, // what a service costs
            Coupling = new Aggregate("at work", [1, 0.7, 0, 0], [0, 0.5, 0.7, 1]), // worn machines work more slowly
        };

    public ISystemEpisode CreateEpisode() => new Day();

    private sealed class Day : ISystemEpisode
    {
        private readonly int[] condition = new int[Machines];
        private RandomStream chance = new(0);
        private double orders;
        private int pace;

        public int GlobalState => (2 * (int)Math.Ceiling(orders / 50)) + pace;

        public ReadOnlySpan<int> LocalStates => condition;

        public void Start(RandomStream episode)
        {
            chance = episode.Split("workshop");
            (orders, pace) = (30, 0);
            Array.Clear(condition);
        }

        public double Step(int globalAction, ReadOnlySpan<int> localActions)
        {
            double made = 0;
            for (int machine = 0; machine < Machines; machine++)
            {
                made += (condition[machine] == 0 ? 1 : condition[machine] == 1 ? 0.7 : 0) * (pace == 0 ? 1 : 1.3);
                double rate = (0.05 + (0.1 * machine / Machines)) * (pace == 0 ? 1 : 2); // no two machines are alike
                condition[machine] =
                    condition[machine] == 3 ? 0
                    : localActions[machine] == 1 ? 3
                    : chance.NextDouble() < rate ? Math.Min(condition[machine] + 1, 2)
                    : condition[machine];
            }

            orders = Math.Clamp(orders + 40 + (10 * chance.NextNormal()) - made, 0, 100);
            pace = globalAction;
            return -orders / 20;
        }
    }
}
