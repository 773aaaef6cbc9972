// A depot with 30 robots. The dispatcher observes three of them and offers work in a zone; the robots decide whether to drive there.
// Replace states, actions, probabilities and rewards by those of your own problem.
using Antiphon.Equilibrium;
using Antiphon.Games;

string[] zones = ["west", "middle", "east"]; // where the orders are, and where a robot is
var game = CooperativeGame.Create(GameDefinition.From(new GameFunctions
{
    Name = "depot",
    Discount = 0.9,
    Agents = 30,
    GlobalStateNames = zones,
    LocalStateNames = zones,
    GlobalActionNames = zones,
    LocalActionNames = ["wait", "drive to the orders"],
    GlobalTransition = (orders, offer) => [(offer, 0.8), (orders, 0.2)],
    LocalTransition = (zone, orders, drives) => [(orders, 0.15 * drives), (zone, 1 - 0.15 * drives)],
    GlobalReward = (orders, offer) => 0,
    LocalReward = (zone, orders, drives) => (zone == orders ? 5 : 0) - 0.5 * drives,
    Initial = new InitialLaw([1, 0, 0], new DirichletLocalLaw(0.3)),
}));

var result = new Alternation(new AlternationOptions { Subsample = 3 }).Run(game);
Console.WriteLine($"Value {result.Value:F2}, best baseline {result.Baselines[0].Deployed.Mean:F2}");
Console.WriteLine($"Gains left: dispatcher {result.GlobalGain:F4}, robots {result.LocalGain:F4}");
