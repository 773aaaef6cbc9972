using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What a system shows of itself, and which quantities a game that is fitted to it may depend on.</summary>
public sealed record SystemDeclaration
{
    private const int MostAgents = 10_000_000;

    /// <summary>A short name.</summary>
    public required string Name { get; init; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>n, from 1 to 10^7.</summary>
    public required int Agents { get; init; }

    /// <summary>One name per global state s_g.</summary>
    public required string[] GlobalStateNames { get; init; }

    /// <summary>One name per local state s_l.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>One name per global action a_g.</summary>
    public required string[] GlobalActionNames { get; init; }

    /// <summary>One name per local action a_l.</summary>
    public required string[] LocalActionNames { get; init; }

    /// <summary>
    /// An aggregate of the population on which the moves of the global state and the reward may depend; null where they depend on none.
    /// </summary>
    public Aggregate? Coupling { get; init; }

    /// <summary>
    /// r_l(s_l, s_g, a_l): the part of the team reward that an agent brings by itself, for example the cost of its work; its mean over all
    /// agents is added to what the system gives. Null: 0.
    /// </summary>
    public Func<int, int, int, double>? LocalReward { get; init; }

    /// <summary>
    /// The next global states that are possible from (s_g, a_g); null where all are. Where all actions in s_g have equally many, the first
    /// (in the order of the states) is taken to mean the same under each action, and so on: a law with few draws then learns from the
    /// others.
    /// </summary>
    public Func<int, int, IEnumerable<int>>? GlobalSuccessors { get; init; }

    /// <summary>
    /// The declared sizes, names and local rewards as a game, with uniform laws over what is possible in place of unknown ones.
    /// </summary>
    /// <exception cref="InvalidInputException">The declaration is wrong; violations of names and of the coupling are all
    /// listed.</exception>
    public CooperativeGame Skeleton()
    {
        Check();
        return CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = Name,
                    Discount = Discount,
                    Agents = Agents,
                    GlobalStateNames = GlobalStateNames,
                    LocalStateNames = LocalStateNames,
                    GlobalActionNames = GlobalActionNames,
                    LocalActionNames = LocalActionNames,
                    GlobalTransition = (state, action) => Uniform([.. GlobalSuccessors?.Invoke(state, action) ?? All(GlobalStateNames)]),
                    LocalTransition = (_, _, _) => Uniform([.. All(LocalStateNames)]),
                    GlobalReward = (_, _) => 0,
                    LocalReward = LocalReward ?? ((_, _, _) => 0),
                    Aggregates = Coupling is null ? null : [Coupling],
                    Initial = new InitialLaw(
                        [.. Enumerable.Repeat(1.0 / GlobalStateNames.Length, GlobalStateNames.Length)],
                        new IndependentLocalLaw([.. Enumerable.Repeat(1.0 / LocalStateNames.Length, LocalStateNames.Length)])
                    ),
                }
            )
        );
    }

    /// <summary>Checks names and numbers.</summary>
    /// <exception cref="InvalidInputException">One is out of range; the message says what was expected.</exception>
    internal void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Name), "Name is empty; expected a short name");
        Require(Discount is >= 0 and < 1, $"Discount is {Discount}; expected a number from 0 to below 1");
        Require(Agents is >= 1 and <= MostAgents, $"Agents is {Agents}; expected 1 to {MostAgents:N0}");
        RequireNames(GlobalStateNames, nameof(GlobalStateNames));
        RequireNames(LocalStateNames, nameof(LocalStateNames));
        RequireNames(GlobalActionNames, nameof(GlobalActionNames));
        RequireNames(LocalActionNames, nameof(LocalActionNames));
    }

    private static IEnumerable<int> All(string[] names) => Enumerable.Range(0, names.Length);

    private static IEnumerable<(int Target, double Probability)> Uniform(int[] states) =>
        states.Select(state => (state, 1.0 / states.Length));

    private void RequireNames(string[] names, string place) =>
        Require(
            names is { Length: > 0 } && !names.Any(string.IsNullOrWhiteSpace),
            $"{place} has no names or an empty name; expected one name each"
        );

    private void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidInputException($"the system '{Name}': {message}");
        }
    }
}
