using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// Forecasts of a training's memory against the largest number of live bytes that garbage collections in short intervals saw.
/// </summary>
[Collection(Alone.Name)]
public class TrainingMemoryTests
{
    private static readonly AlternationOptions Short = new()
    {
        Subsample = 1,
        Restarts = 2,
        MaximumSweeps = 1,
        Threads = 1,
        Baselines = false,
        Rollouts = 1,
        Seeds = 2,
        JudgeRollouts = 64,
        Horizon = 10,
        Accuracy = 1e-2,
    };

    // Numbers are k and n. From two local states to a hundred, exact populations and mean-field ones.
    public static TheoryData<string, int, long> Sizes =>
        new()
        {
            { "warehouse-flat", 30, 1000 },
            { "warehouse-flat", 36, 1000 },
            { "microgrid", 35, 1000 },
            { "2 states", 300, 400 },
            { "3 states", 150, 150 },
            { "3 states", 120, 1000 },
            { "4 states", 60, 1000 },
            { "9 states", 8, 1000 },
            { "20 states", 4, 1000 },
            { "100 states", 3, 1000 },
        };

    /// <summary>With one start at work its peaks are met. Beside what is measured the forecast holds a constant for the runtime.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Tier", "full")]
    public void The_forecast_is_never_too_low_and_at_most_half_too_high(string name, int subsample, long agents)
    {
        CooperativeGame game = Game(name, agents);
        AlternationOptions options = Short with { Subsample = subsample, Population = PopulationChooser.Lattice(game) };
        double forecast = new TrainingMemory(game, options).Bytes(subsample);
        double measured = Measured(game, options, forecast / 1.5);
        Assert.True(
            forecast >= measured && forecast <= 1.5 * measured,
            $"{name}, k = {subsample}: {forecast / 1e6:F1} MB forecast, {measured / 1e6:F1} MB measured"
        );
    }

    /// <summary>
    /// Starts at work at the same time need not have their peaks at the same time: twice the measured memory is allowed.
    /// </summary>
    [Fact]
    [Trait("Tier", "full")]
    public void Starts_at_work_at_the_same_time_are_all_counted()
    {
        (CooperativeGame game, AlternationOptions options) = (
            BuiltInGames.Get("warehouse-flat"),
            Short with
            {
                Subsample = 36,
                Threads = 2,
            }
        );
        double forecast = new TrainingMemory(game, options).Bytes(36);
        double measured = Measured(game, options, forecast / 2.5);
        Assert.InRange(forecast, measured, 2.5 * measured);
    }

    private static double Measured(CooperativeGame game, AlternationOptions options, double expected) =>
        PeakOfLiveBytes.While(() => new Alternation(options).Run(game), expected - TrainingMemory.RuntimeBytes)
        + TrainingMemory.RuntimeBytes;

    [Fact]
    public void A_training_that_does_not_fit_is_refused_with_the_k_that_does()
    {
        CooperativeGame game = new RandomGame(61) { LocalStates = 100, Agents = 1000 }.Create();
        using IDisposable limit = MemoryBudget.Limit(4_000_000_000);
        var options = new AlternationOptions
        {
            Subsample = 5,
            Population = PopulationChooser.Lattice(game),
            Threads = 2,
        };
        string message = Assert.Throws<DoesNotFitException>(() => new Alternation(options).Run(game)).Message;
        long largest = new TrainingMemory(game, options).LargestSubsample(4e9);
        Assert.InRange(largest, 1, 4);
        Assert.Contains("91,962,520 count vectors, needs ", message, StringComparison.Ordinal);
        Assert.Contains(
            $"and 4 GB are available; k = {largest} is the largest that fits; lower k, raise the memory limit",
            message,
            StringComparison.Ordinal
        );
        Assert.True(
            new TrainingMemory(game, options).Bytes((int)largest) <= 4e9 && new TrainingMemory(game, options).Bytes((int)largest + 1) > 4e9
        );
    }

    [Fact]
    public void A_k_that_cannot_be_indexed_is_refused_whatever_the_memory()
    {
        using IDisposable limit = MemoryBudget.Limit(long.MaxValue);
        string message = Assert.Throws<DoesNotFitException>(() => Alternation.RequireFits(BuiltInGames.Get("warehouse"), 1000)).Message;
        Assert.Contains("42,084,793,751 count vectors, cannot be indexed, regardless of memory", message, StringComparison.Ordinal);
    }

    private static CooperativeGame Game(string name, long agents)
    {
        if (!name.EndsWith(" states", StringComparison.Ordinal))
        {
            return BuiltInGames.Get(name).WithAgents(agents);
        }

        // Agents mostly stay: the kernels of such games are products of moves. A small discount needs few sweeps, over the same tables.
        int states = int.Parse(name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        GameDefinition game = new RandomGame(62)
        {
            LocalStates = states,
            GlobalStates = 3,
            GlobalActions = 3,
            Agents = agents,
            Discount = 0.6,
        }
            .Create()
            .ToDefinition();
        return CooperativeGame.Create(
            game with
            {
                LocalTransition =
                [
                    .. game.LocalTransition.Select(
                        (table, state) =>
                            table
                                .Select(rows =>
                                    rows.Select(row =>
                                            row.Select((probability, next) => (0.2 * probability) + (next == state ? 0.8 : 0)).ToArray()
                                        )
                                        .ToArray()
                                )
                                .ToArray()
                    ),
                ],
            }
        );
    }
}
