using System.Diagnostics;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

/// <summary>The largest k within a minute and an hour: from a speed, and a measured speed against real trainings.</summary>
[Collection(Alone.Name)]
public class TrainingSpeedTests
{
    // What is stated is a factor of 4; twice that for a machine that others use meanwhile.
    private const double AllowedFactor = 8;

    [Fact]
    public void The_largest_k_is_the_last_that_fits_in_time()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var forecast = new TrainingForecast(game, 2, new TrainingSpeed(2, 1e-3, "fixed"));
        PlanRecommendation minute = forecast.Largest(60, 1e15);
        long k = minute.Subsample!.Value;
        Assert.Equal(PlanLimit.Time, minute.Limit);
        Assert.True(forecast.Seconds(k) <= 60 && forecast.Seconds(k + 1) > 60);
        Assert.Equal(2 + (1e-3 * Populations(game, k)), forecast.Seconds(k), 1e-9);
        Assert.True(forecast.Largest(3600, 1e15).Subsample > k);
        Assert.Equal(new PlanRecommendation(null, PlanLimit.Time), forecast.Largest(1, 1e15));
        Assert.Equal(PlanLimit.Memory, forecast.Largest(3600, forecast.Bytes(20)).Limit);
        Assert.Equal(20, forecast.Largest(3600, forecast.Bytes(20)).Subsample);
        Assert.Equal(new PlanRecommendation(7, PlanLimit.Agents), new TrainingForecast(game.WithAgents(7), 2).Largest(60, 1e15));
    }

    [Theory]
    [InlineData("warehouse-flat", 0, 12)]
    [InlineData("warehouse-flat", 0, 25)]
    [InlineData("random", 3, 60)]
    [InlineData("random", 12, 4)]
    [InlineData("congestion", 0, 5)]
    [Trait("Tier", "full")]
    public void A_measured_speed_foretells_trainings_within_its_factor(string name, int states, int k)
    {
        CooperativeGame game =
            name == "random" ? new RandomGame(77) { LocalStates = states, Agents = 1000 }.Create() : BuiltInGames.Get(name);
        var ratios = new List<double>();
        while (ratios.Count < 3 && (ratios.Count == 0 || Math.Abs(Math.Log(ratios[^1])) > Math.Log(AllowedFactor)))
        {
            double forecast = new TrainingForecast(game, 2, TrainingSpeed.Measure(game, 2)).Seconds(k);
            long start = Stopwatch.GetTimestamp();
            new Alternation(new AlternationOptions { Subsample = k, Threads = 2 }).Run(game);
            ratios.Add(forecast / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Assert.InRange(ratios[^1], 1 / AllowedFactor, AllowedFactor);
    }

    [Fact]
    public void A_measurement_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingSpeed.Measure(BuiltInGames.Get("warehouse"), 2, new CancellationToken(canceled: true))
        );

    private static double Populations(CooperativeGame game, long k) => Antiphon.Populations.LatticeSize.CountVectors(game, k);
}
