using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>
/// Games whose rows of probabilities are uniform on the simplex, mixed with staying where one is by a share that is drawn for each game,
/// and whose rewards are uniform in [-1, 1]. Games with a kernel that cannot be factored accurately are drawn again.
/// </summary>
internal static class RandomSurrogates
{
    private const ulong Seed = 6;
    private const int MostTries = 1000;
    private static readonly double[] Discounts = [0.5, 0.9, 0.95, 0.99];
    private static readonly int[] Subsamples = [10, 20];

    /// <summary>The games with k = 10 and 20 in turn, and how many were drawn in vain.</summary>
    /// <param name="count">How many games.</param>
    public static (IReadOnlyList<(CooperativeGame Game, int Subsample)> Problems, int Refused) Draw(int count)
    {
        (List<(CooperativeGame, int)> problems, int refused) = (new List<(CooperativeGame, int)>(), 0);
        for (int index = 0; index < count; index++)
        {
            RandomStream stream = new RandomStream(Seed).Split("game", index);
            int Between(int least, int most) => least + (int)stream.NextBelow(most - least + 1);

            (int Global, int Local, int Actions) sizes = (Global: Between(2, 4), Local: Between(2, 5), Actions: Between(2, 4));
            (double discount, int subsample) = (Discounts[Between(0, Discounts.Length - 1)], Subsamples[index % Subsamples.Length]);
            CooperativeGame game = Draw(stream.Split("try"), sizes, discount, stream.NextDouble());
            for (int attempt = 1; !Factors(game, subsample); attempt++)
            {
                refused++;
                game =
                    attempt < MostTries
                        ? Draw(stream.Split("try", attempt), sizes, discount, stream.NextDouble())
                        : throw new InvalidOperationException($"no random game number {index} of {MostTries} could be factored");
            }

            problems.Add((game, subsample));
        }

        return (problems, refused);
    }

    /// <summary>A game of given sizes with two local actions.</summary>
    /// <param name="stream">Randomness.</param>
    /// <param name="sizes">Global states, local states, global actions.</param>
    /// <param name="discount">gamma.</param>
    /// <param name="laziness">The share of staying in every transition.</param>
    public static CooperativeGame Draw(RandomStream stream, (int Global, int Local, int Actions) sizes, double discount, double laziness)
    {
        const int LocalActions = 2;
        double[] Row(int size, int stay)
        {
            double[] row = new double[size];
            DirichletSampler.Sample(stream, 1, row);
            return [.. row.Select((probability, next) => ((1 - laziness) * probability) + (next == stay ? laziness : 0))];
        }

        return CooperativeGame.Create(
            new GameDefinition
            {
                Name = "random",
                Discount = discount,
                Agents = 1000,
                GlobalStateNames = Names(sizes.Global),
                LocalStateNames = Names(sizes.Local),
                GlobalActionNames = Names(sizes.Actions),
                LocalActionNames = Names(LocalActions),
                GlobalTransition = Table(sizes.Global, state => Table(sizes.Actions, _ => Row(sizes.Global, state))),
                LocalTransition = Table(sizes.Local, state => Table(sizes.Global, _ => Table(LocalActions, _ => Row(sizes.Local, state)))),
                GlobalReward = Table(sizes.Global, _ => Table(sizes.Actions, _ => Reward())),
                LocalReward = Table(sizes.Local, _ => Table(sizes.Global, _ => Table(LocalActions, _ => Reward()))),
                Initial = new InitialLaw([.. Enumerable.Repeat(1.0 / sizes.Global, sizes.Global)], new DirichletLocalLaw(1)),
            }
        );

        double Reward() => (2 * stream.NextDouble()) - 1;
    }

    /// <summary>Whether all kernels under the uniform local policy are accurate products of moves.</summary>
    public static bool Factors(CooperativeGame game, int subsample)
    {
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        return Enumerable
            .Range(0, game.GlobalStates)
            .All(state => MoveFactorization.TryFactor(kernels.Transition(state), game.LocalStates, subsample) is not null);
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    private static string[] Names(int count) => Table(count, index => $"{index}");
}
