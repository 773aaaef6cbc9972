using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>Forecasts of a training's memory against the largest number of live bytes that garbage collections in short intervals saw.</summary>
[Collection(Alone.Name)]
public class TrainingMemoryTests
{
    private static readonly AlternationOptions Short = new()
    {
        Subsample = 1, Restarts = 2, MaximumSweeps = 1, Threads = 1, Baselines = false, Rollouts = 1, Seeds = 2, JudgeRollouts = 64, Horizon = 10, Accuracy = 1e-2,
    };

    // Numbers are k, n, threads; sizes such that what is forecast is far above what the runtime takes.
    public static TheoryData<string, int, long, int> Sizes => new()
    {
        { "warehouse-flat", 30, 1000, 1 },
        { "warehouse-flat", 36, 1000, 2 },
        { "microgrid", 35, 1000, 1 },
        { "two states", 6000, 9000, 1 },
        { "three states", 150, 150, 1 },
        { "three states", 700, 1000, 1 },
        { "nine states", 7, 1000, 1 },
        { "twelve states", 6, 1000, 2 },
        { "twenty states", 4, 1000, 1 },
        { "sixty states", 2, 1000, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Tier", "full")]
    public void The_forecast_is_never_too_low_and_at_most_half_too_high(string name, int subsample, long agents, int threads)
    {
        var game = Game(name, agents);
        var options = Short with { Subsample = subsample, Threads = threads };
        var memory = new TrainingMemory(game, options);
        var measured = PeakOfLiveBytes.While(() => new Alternation(options).Run(game));
        var forecast = memory.Bytes(subsample) - TrainingMemory.RuntimeBytes;
        Assert.True(forecast >= measured, $"{name}, k = {subsample}: {forecast / 1e6:F1} MB forecast, {measured / 1e6:F1} MB measured");
        Assert.True(forecast <= (1.5 * measured) + TrainingMemory.RuntimeBytes, $"{name}, k = {subsample}: {forecast / 1e6:F1} MB forecast, {measured / 1e6:F1} MB measured");
    }

    [Fact]
    public void A_training_that_does_not_fit_is_refused_with_the_k_that_does()
    {
        var game = new RandomGame(61) { LocalStates = 100, Agents = 1000 }.Create();
        using var limit = MemoryBudget.Limit(4_000_000_000);
        var options = new AlternationOptions { Subsample = 5, Threads = 2 };
        var message = Assert.Throws<InvalidInputException>(() => new Alternation(options).Run(game)).Message;
        var largest = new TrainingMemory(game, options).LargestSubsample(4e9);
        Assert.InRange(largest, 1, 4);
        Assert.Contains("91,962,520 count vectors, needs ", message, StringComparison.Ordinal);
        Assert.Contains($"and 4 GB may be used; k = {largest} is the largest that fits; lower k, raise the memory limit", message, StringComparison.Ordinal);
        Assert.True(new TrainingMemory(game, options).Least((int)largest) <= 4e9 && new TrainingMemory(game, options).Least((int)largest + 1) > 4e9);
    }

    [Fact]
    public void A_k_that_cannot_be_indexed_is_refused_whatever_the_memory()
    {
        using var limit = MemoryBudget.Limit(long.MaxValue);
        var message = Assert.Throws<InvalidInputException>(() => Alternation.RequireFits(BuiltInGames.Get("warehouse"), 1000)).Message;
        Assert.Contains("42,084,793,751 count vectors, cannot be indexed, whatever the memory", message, StringComparison.Ordinal);
    }

    private static CooperativeGame Game(string name, long agents) => name switch
    {
        "two states" => new RandomGame(62) { LocalStates = 2, GlobalStates = 4, GlobalActions = 4, Agents = agents }.Create(),
        "three states" => new RandomGame(63) { LocalStates = 3, GlobalStates = 3, GlobalActions = 3, Agents = agents }.Create(),
        "nine states" => new RandomGame(64) { LocalStates = 9, Agents = agents }.Create(),
        "twelve states" => new RandomGame(65) { LocalStates = 12, Agents = agents }.Create(),
        "twenty states" => new RandomGame(66) { LocalStates = 20, Agents = agents }.Create(),
        "sixty states" => new RandomGame(67) { LocalStates = 60, Agents = agents }.Create(),
        _ => BuiltInGames.Get(name).WithAgents(agents),
    };
}
