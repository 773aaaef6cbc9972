using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.AlphaVectors;

/// <summary>Random games with a random local policy, and slow ways to value what a dispatcher does in them.</summary>
internal sealed class RandomProblem
{
    private readonly double[][,] kernels;
    private readonly double[][] rewards;

    public RandomProblem(int seed, double discount = 0.9)
    {
        var random = new SmallRandom((ulong)seed + 77);
        Game = new RandomGame((ulong)seed)
        {
            GlobalStates = 2 + random.Below(2),
            LocalStates = 2 + random.Below(2),
            GlobalActions = 2 + random.Below(2),
            Shape = (KernelShape)random.Below(Enum.GetValues<KernelShape>().Length),
            Agents = 30,
            Discount = discount,
        }.Create();
        Local = LocalPolicy.Create(
            Game.LocalStates,
            Game.GlobalStates,
            Game.LocalActions,
            random.Below(2) == 0 ? Tables.RandomLocal(Game, random) : Tables.RandomDeterministicLocal(Game, random)
        );
        kernels = [.. Enumerable.Range(0, Game.GlobalStates).Select(Kernel)];
        rewards = [.. Enumerable.Range(0, Game.GlobalStates).Select(Rewards)];
    }

    public CooperativeGame Game { get; }

    public LocalPolicy Local { get; }

    /// <summary>
    /// The limit's value by enumeration of all paths of a horizon, the rest of the return set to one number per step.
    /// </summary>
    public double Enumerate(int state, double[] fractions, int horizon, double later)
    {
        if (horizon == 0)
        {
            return later / (1 - Game.Discount);
        }

        double[] next = new double[fractions.Length];
        for (int from = 0; from < next.Length; from++)
        {
            for (int to = 0; to < next.Length; to++)
            {
                next[to] += fractions[from] * kernels[state][from, to];
            }
        }

        double[] values = [.. Enumerable.Range(0, Game.GlobalStates).Select(after => Enumerate(after, next, horizon - 1, later))];
        double local = fractions.Zip(rewards[state], (share, reward) => share * reward).Sum();
        return Enumerable
            .Range(0, Game.GlobalActions)
            .Max(action =>
                Game.GlobalReward(state, action)
                + local
                + (Game.Discount * values.Zip(Game.GlobalTransition(state, action).ToArray(), (value, mass) => value * mass).Sum())
            );
    }

    /// <summary>The exact full-information values of n agents, V[s][rank], within 1e-9.</summary>
    public double[][] Exact(int agents, CountLattice lattice)
    {
        EstimatePlan plan =
            new InformedPlan(new GLearnOptions { Accuracy = 1e-9, Threads = 1 }).Solve(Game.WithAgents(agents), Local, agents);
        return
        [
            .. plan.ActionValues!.Value.Select(row =>
                Enumerable
                    .Range(0, lattice.Size)
                    .Select(rank => row.Skip(rank * Game.GlobalActions).Take(Game.GlobalActions).Max())
                    .ToArray()
            ),
        ];
    }

    /// <summary>Every count vector of n agents, in the order of ranks.</summary>
    public IEnumerable<long[]> Populations(CountLattice lattice)
    {
        int[] counts = new int[lattice.States];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            yield return [.. counts.Select(count => (long)count)];
        }
    }

    private double[,] Kernel(int state)
    {
        double[,] kernel = new double[Game.LocalStates, Game.LocalStates];
        for (int from = 0; from < Game.LocalStates; from++)
        {
            for (int action = 0; action < Game.LocalActions; action++)
            {
                for (int to = 0; to < Game.LocalStates; to++)
                {
                    kernel[from, to] += Local.At(from, state)[action] * Game.LocalTransition(from, state, action)[to];
                }
            }
        }

        return kernel;
    }

    private double[] Rewards(int state) =>
        [
            .. Enumerable
                .Range(0, Game.LocalStates)
                .Select(from =>
                    Enumerable
                        .Range(0, Game.LocalActions)
                        .Sum(action => Local.At(from, state)[action] * Game.LocalReward(from, state, action))
                ),
        ];
}
