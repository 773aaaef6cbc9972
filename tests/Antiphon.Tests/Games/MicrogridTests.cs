using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

public class MicrogridTests
{
    private const int Window = 0;
    private const int Normal = 1;
    private const int Call = 2;
    private const int Idle = 0;
    private const int Charge = 1;
    private const int Discharge = 2;

    private static readonly CooperativeGame Game = BuiltInGames.Get("microgrid");

    /// <summary>
    /// 0.833 kWh per step: bought at the tariff; sold at it less 5 % and 6 cents of wear; 5 cents where the battery is empty.
    /// </summary>
    [Fact]
    public void Homes_earn_what_the_documentation_says()
    {
        double[] charging = [-6.67, -20.83, -50.00];
        double[] discharging = [1.33, 14.79, 42.50];
        for (int tariff = 0; tariff < 3; tariff++)
        {
            for (int level = 0; level < 5; level++)
            {
                int empty = level == 0 ? -5 : 0;
                Assert.Equal(empty, Game.LocalReward(level, tariff, Idle));
                Assert.Equal(level == 4 ? 0 : charging[tariff] + empty, Game.LocalReward(level, tariff, Charge), 0.005);
                Assert.Equal(level == 0 ? empty : discharging[tariff], Game.LocalReward(level, tariff, Discharge), 0.005);
            }
        }
    }

    [Fact]
    public void Batteries_move_by_one_level_at_most_and_mostly_stay()
    {
        for (int row = 0; row < 45; row++)
        {
            (int level, int tariff, int action) = (row / 9, row / 3 % 3, row % 3);
            ReadOnlySpan<double> next = Game.LocalTransition(level, tariff, action);
            Assert.True(next[level] >= 2.0 / 3 - 1e-15);
            for (int to = 0; to < 5; to++)
            {
                Assert.True(Math.Abs(to - level) <= 1 || next[to] == 0);
                Assert.True(action != Charge || to >= level || next[to] == 0);
                Assert.True(action != Discharge || to <= level || next[to] == 0);
            }
        }

        Assert.Equal(0.95 / 3, Game.LocalTransition(1, Normal, Charge)[2], 1e-15);
        Assert.Equal(1.0 / 3, Game.LocalTransition(1, Call, Discharge)[0], 1e-15);
        Assert.Equal(0.06, Game.LocalTransition(3, Call, Idle)[2], 1e-15);
    }

    [Fact]
    public void Full_batteries_do_not_charge_and_empty_ones_do_not_discharge()
    {
        for (int tariff = 0; tariff < 3; tariff++)
        {
            Assert.Equal(1, Game.LocalTransition(4, tariff, Charge)[4]);
            Assert.Equal(1, Game.LocalTransition(0, tariff, Discharge)[0]);
        }
    }

    /// <summary>
    /// Filling one level at a price and emptying it at the same price loses money: the reward per step, divided by the levels it moves, is
    /// the price of a level.
    /// </summary>
    [Fact]
    public void No_energy_is_sold_that_was_not_bought_or_lost()
    {
        for (int tariff = 0; tariff < 3; tariff++)
        {
            double bought = Game.LocalReward(2, tariff, Charge) / Game.LocalTransition(2, tariff, Charge)[3];
            double sold = Game.LocalReward(2, tariff, Discharge) / Game.LocalTransition(2, tariff, Discharge)[1];
            Assert.True(bought + sold < 0);
        }
    }

    [Fact]
    public void Every_local_policy_gives_kernels_that_factor_without_signed_moves()
    {
        var random = new SmallRandom(5);
        for (int trial = 0; trial < 50; trial++)
        {
            int tariff = trial % 3;
            double[] kernel = new double[25];
            for (int level = 0; level < 5; level++)
            {
                double[] policy = random.Law(3);
                for (int entry = 0; entry < 15; entry++)
                {
                    kernel[(level * 5) + (entry % 5)] += policy[entry / 5] * Game.LocalTransition(level, tariff, entry / 5)[entry % 5];
                }
            }

            Assert.Equal(1, MoveFactorization.TryFactor(kernel, 5, 500)!.Amplification, 1e-9);
        }
    }

    [Fact]
    public void An_announcement_raises_the_chance_of_its_tariff()
    {
        for (int state = 0; state < 3; state++)
        {
            for (int action = 0; action < 3; action++)
            {
                for (int other = 0; other < 3; other++)
                {
                    Assert.True(
                        other == action || Game.GlobalTransition(state, action)[action] > Game.GlobalTransition(state, other)[action]
                    );
                }
            }
        }

        Assert.Equal([-2, -5, -5], new[] { Window, Normal, Call }.Select(action => Game.GlobalReward(Window, action)));
        Assert.Equal([-15, -15, -12], new[] { Window, Normal, Call }.Select(action => Game.GlobalReward(Call, action)));
    }

    /// <summary>
    /// The comparison of docs/games/microgrid.md: 31 cents without looking, 109 with ten observations. The standard deviation of one
    /// episode is about 50 cents, so the mean of 100 episodes is within 20 (four standard errors) of its expectation with probability
    /// 0.9999; for the best of 27 rules the union bound leaves 0.998.
    /// </summary>
    [Fact]
    public void Ten_observations_earn_far_more_than_the_tariff_alone()
    {
        var homes = LocalPolicy.Deterministic(Game, (level, tariff) => tariff switch
            {
                Window => Charge,
                Call => Discharge,
                _ => level > 2 ? Discharge : Idle,
            });
        double blind = Enumerable.Range(0, 27).Max(rule => Earned(1, homes, (tariff, _) => rule / (int)Math.Pow(3, tariff) % 3));
        double looking = Earned(10, homes, (tariff, charge) => charge > (tariff == Call ? 0.2 : 0.55) ? Call : Window);
        Assert.InRange(looking, 109 - 22, 109 + 22);
        Assert.InRange(blind, 31 - 22, 31 + 22);
    }

    private static double Earned(int observations, LocalPolicy homes, Func<int, double, int> actionOf)
    {
        var lattice = new CountLattice(5, observations);
        int[] counts = new int[5];
        var global = TabularGlobalPolicy.FromFunction(3, 3, lattice, (tariff, rank) =>
        {
            lattice.Unrank(rank, counts);
            return actionOf(tariff, Enumerable.Range(0, 5).Sum(level => level * counts[level]) / (4.0 * observations));
        });
        var options = new OnlineExecutionOptions
        {
            Horizon = 150,
            Rollouts = 50,
            Seeds = 2,
            Seed = 5,
            Threads = 2,
        };
        return new OnlineExecution(options).Run(Game, new JointPolicy(global, homes)).Reward.Mean;
    }
}
