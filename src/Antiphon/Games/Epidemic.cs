using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// A town in which a disease spreads: susceptible, exposed, infectious and recovered people, whose risk grows with the share that is
/// infectious. The authority sets restrictions from k tests. docs/games/epidemic.md explains every number.
/// </summary>
internal static class Epidemic
{
    private const string Infectious = "infectious";

    // Per step of three days; probabilities of leaving a stage are 1 - exp(-3 days / its mean).
    private const decimal Transmission = 1.6m;
    private const decimal Imported = 0.001m;
    private const decimal Latent = 3m / 3;
    private const decimal Infective = 3m / 4;
    private const decimal Waning = 3m / 180;
    private const double Turn = 3.0 / 90;
    private const int Susceptible = 0;
    private const int Exposed = 1;
    private const int Ill = 2;
    private const int Recovered = 3;

    private static readonly ImmutableArray<double> FirstState = [1, 0, 0, 0, 0, 0];
    private static readonly string[] Stages = ["susceptible", "exposed", "infectious", "recovered"];
    private static readonly double[] Start = [0.9, 0.01, 0.01, 0.08];
    private static readonly (string Name, decimal Transmission)[] Seasons = [("summer", 0.75m), ("winter", 1.25m)];

    // Contacts that are left, and what a day costs everyone, under each level of restrictions.
    private static readonly (string Name, decimal Contacts, double Cost)[] Levels =
    [
        ("open", 1.0m, 0),
        ("distanced", 0.6m, 0.3),
        ("locked down", 0.3m, 0.8),
    ];

    // Contacts that are left to somebody, and what a day costs that person.
    private static readonly (string Name, decimal Contacts, double Cost)[] Choices = [("go out", 1.0m, 0), ("stay home", 0.4m, 2)];

    // Beyond two per cent infectious hospitals are full.
    private static readonly double[] Breakpoints = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 1];
    private static readonly double[] Overload = [0, 0, 1.8, 4.8, 10.8, 22.8, 58.8];

    /// <summary>The game with people who are all alike.</summary>
    public static GameDefinition Define() =>
        Common("epidemic", [new Aggregate(Infectious, [0, 0, 1, 0], Breakpoints)]) with
        {
            LocalStateNames = Stages,
            LocalRows = Rows(1),
            LocalReward = Rewards(0.5),
            Initial = new InitialLaw(FirstState, new IndependentLocalLaw([.. Start])),
        };

    /// <summary>The game with two age groups.</summary>
    public static GameDefinition DefineAges() =>
        Common("epidemic:ages", [new Aggregate(Infectious, [0, 0, 1, 0, 0, 0, 0.5, 0], Breakpoints)]) with
        {
            LocalStateNames = [],
            LocalReward = [],
            Types = [Type("young", 0.8, 1, 0.2), Type("old", 0.2, 0.5m, 2)],
            Initial = new InitialLaw(FirstState, new TypedLocalLaw([])),
        };

    private static GameDefinition Common(string name, Aggregate[] aggregates) =>
        new()
        {
            Name = name,
            Discount = 0.97,
            Agents = 10_000,
            GlobalStateNames = Table(States, state => $"{Seasons[state / Levels.Length].Name}, {Levels[state % Levels.Length].Name}"),
            LocalStateNames = [],
            GlobalActionNames = [.. Levels.Select(level => level.Name)],
            LocalActionNames = [.. Choices.Select(choice => choice.Name)],
            GlobalTransition = [],
            GlobalRows = Table(States, state => Table(Levels.Length, action => Order(state / Levels.Length, action))),
            LocalTransition = [],
            GlobalReward = Table(States, _ => new double[Levels.Length]),
            GlobalRewardForms = Table(States, state =>
                Table(Levels.Length, RewardForm? (_) => new CoupledReward(0, [.. Overload.Select(full => -Cost(state) - full)]))
            ),
            LocalReward = [],
            Aggregates = aggregates,
            Initial = new InitialLaw([], new TypedLocalLaw([])),
        };

    private static double Cost(int state) => Levels[state % Levels.Length].Cost;

    // What is ordered holds from the next step on; seasons turn when they like.
    private static TransitionRow Order(int season, int action) =>
        TransitionRow.Of([((season * Levels.Length) + action, 1 - Turn), (((1 - season) * Levels.Length) + action, Turn)]);

    private static AgentTypeDefinition Type(string name, double share, decimal contacts, double illness) =>
        new()
        {
            Name = name,
            Share = share,
            LocalStateNames = Stages,
            LocalTransition = [],
            LocalRows = Rows(contacts),
            LocalReward = Rewards(illness),
            Initial = new IndependentLocalLaw([.. Start]),
        };

    private static TransitionRow[][][] Rows(decimal contacts) =>
        Table(Stages.Length, stage =>
            Table(States, state => Table(Choices.Length, choice => Row(stage, contacts * Contacts(state) * Choices[choice].Contacts)))
        );

    private static decimal Contacts(int state) => Seasons[state / Levels.Length].Transmission * Levels[state % Levels.Length].Contacts;

    private static TransitionRow Row(int stage, decimal contacts) =>
        stage switch
        {
            Susceptible => TransitionRow.By(0, Breakpoints.Select(share => Move(stage, Exposed, Infection(contacts * (decimal)share)))),
            Exposed => Move(stage, Ill, Left(Latent)),
            Ill => Move(stage, Recovered, Left(Infective)),
            _ => Move(stage, Susceptible, Left(Waning)),
        };

    // Meetings with infectious people are a Poisson stream.
    private static double Infection(decimal pressure) => Left((Transmission * pressure) + Imported);

    private static double Left(decimal rate) => DecimalMath.Nearest(1 - (1 / DecimalMath.Exp(rate)));

    private static TransitionRow Move(int from, int to, double probability) =>
        TransitionRow.Of([(from, 1 - probability), (to, probability)]);

    private static double[][][] Rewards(double illness) =>
        Table(Stages.Length, stage =>
            Table(States, _ => Table(Choices.Length, choice => (stage == Ill ? -illness : 0) - Choices[choice].Cost))
        );

    private static int States => Seasons.Length * Levels.Length;

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
