// dotnet run examples/couriers.cs
// A delivery service puts a bonus on one quarter of the town; bicycle couriers see the bonus and ride where they like. The service asks
// only three of its twenty couriers where they are. What should it offer, and when should a courier follow?
#:project ../src/Antiphon/Antiphon.csproj
#:property PublishAot=false
using Antiphon.Equilibrium;
using Antiphon.Games;

string[] quarters = ["old town", "campus", "station"];
var game = CooperativeGame.Create(
    new GameDefinition
    {
        Name = "couriers",
        Discount = 0.9,
        Agents = 20,
        GlobalStateNames = quarters, // where the bonus is now
        LocalStateNames = quarters, // where a courier is now
        GlobalActionNames = quarters, // where the service wants the bonus next
        LocalActionNames = ["wait", "ride to the bonus"],
        GlobalTransition = Table(3, bonus => Table(3, next => Law(next, 0.7, (bonus + 1) % 3))),
        LocalTransition = Table(3, place =>
            Table(3, bonus => Table(2, ride => ride == 1 ? Law(bonus, 0.25, place) : Law(place, 0.9, (place + 1) % 3)))
        ),
        GlobalReward = Table(3, bonus => Table(3, next => next == bonus ? 0 : -0.5)), // a change confuses customers
        LocalReward = Table(3, place => Table(3, bonus => Table(2, ride => (place == bonus ? 6.0 : 2.0) - (ride == 1 ? 1.0 : 0)))),
        Initial = new InitialLaw([0.2, 0.3, 0.5], new DirichletLocalLaw(0.5)),
    }
);

var result = new Alternation(new AlternationOptions { Subsample = 3 }).Run(game);

Console.WriteLine($"Model      {result.PopulationSize}");
Console.WriteLine($"Value      {result.Value:F3}, with no horizon, proved within {result.ValueErrorBound:0.0e-0}");
Console.WriteLine(
    $"Gains      {result.GlobalGain:F4} for the service alone, {result.LocalGain:F4} for the couriers alone; up to {result.Threshold:F4} "
        + "counts as none"
);
Console.WriteLine(
    $"Deployed   {result.Deployed.Mean:F3} [{result.Deployed.Low:F3}, {result.Deployed.High:F3}] in 100 steps, 95 % interval"
);
Console.WriteLine($"Baseline   {result.Baselines[0].Deployed.Mean:F3} by {result.Baselines[0].Global} + {result.Baselines[0].Local}");
for (var place = 0; place < 3; place++)
{
    Console.WriteLine(
        $"Couriers in the {quarters[place]} ride with probability "
            + string.Join(", ", quarters.Select((quarter, bonus) => $"{result.Policy.Local.At(place, bonus)[1]:F2} (bonus: {quarter})"))
    );
}

// A law on three quarters: one with the given probability, else another.
static double[] Law(int likely, double probability, int other) =>
    Table(3, quarter => (quarter == likely ? probability : 0) + (quarter == other ? 1 - probability : 0));

static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
