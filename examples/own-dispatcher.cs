// dotnet run -c Release examples/own-dispatcher.cs
// A dispatcher of your own against a trained one. Ten thousand home batteries share a transformer. The operator sees the charge of 100
// of them and follows a rule of thumb on their mean level: a function, not a table. How much more does a trained table earn that sees
// three?
#:project ../src/Antiphon/Antiphon.csproj
#:property PublishAot=false
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

var game = BuiltInGames.Get("microgrid").WithAgents(10_000);
var trained = new Alternation(new AlternationOptions { Subsample = 3, Baselines = false }).Run(game).Policy;
var thumb = trained with { Global = RuleOfThumb(observed: 100) };

var options = new OnlineExecutionOptions
{
    Horizon = 200,
    Rollouts = 100,
    Seeds = 10,
};
foreach (var (name, pair) in new[] { ("trained, k = 3", trained), ("rule, k = 100", thumb) })
{
    var reward = new OnlineExecution(options).Run(game, pair).Reward;
    Console.WriteLine($"Simulated  {reward.Mean, 8:F2} [{reward.Low:F2}, {reward.High:F2}] by {name}, {game.Agents:N0} agents, 200 steps");
}

// The same episodes for both: far fewer of them tell the two apart.
var compared = new PairedComparison(new PairedComparisonOptions { Horizon = 200 }).Compare(game, thumb, trained, threshold: 0.1);
Console.WriteLine(
    $"Compared   {compared.Difference.Mean, 8:F2} [{compared.Difference.Low:F2}, {compared.Difference.High:F2}] more by the trained pair, "
        + $"{compared.Rollouts} pairs of episodes: {compared.Decision}"
);

// With few agents the value needs no simulation.
var small = trained with { Global = RuleOfThumb(observed: 3) };
var value = new PolicyEvaluator(game.WithAgents(12)).Evaluate(small);
Console.WriteLine($"Exact      {value.Value, 8:F2} by the rule at k = 3, error at most {value.ErrorBound:0.0e-0} ({value.Model})");

// Below half charge, a charge window (action 0); above, a discharge call (action 2).
FunctionPolicy RuleOfThumb(int observed) => new(observed, game.GlobalActions, (tariff, batteries) =>
    {
        double sum = 0;
        for (int level = 0; level < batteries.Length; level++)
        {
            sum += level * batteries[level];
        }

        return sum / observed < 2 ? 0 : 2; // the mean level: 0 when all are empty, 4 when all are full
    });
