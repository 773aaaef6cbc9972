using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>What can be trained on this machine: the figures that `validate` and `plan` answer with.</summary>
internal sealed class PracticalSizes(Surroundings surroundings)
{
    private const double Minute = 60;
    private const double Hour = 3600;

    // The shortest trainings of games with more local states take longer than all the rest of a check.
    private const int Measured = 20;

    /// <summary>
    /// How fast a game trains here. Where the game is large, not even the smallest k fits, or no training of the game works, nothing is
    /// measured: that is no fault of the game.
    /// </summary>
    public TrainingSpeed SpeedOf(CooperativeGame game)
    {
        try
        {
            return game.LocalStates <= Measured && Smallest(game) <= MemoryBudget.UsableBytes
                ? Measure(game)
                : TrainingSpeed.Typical(game);
        }
        catch (Exception fault) when (fault is InvalidInputException or ArithmeticException)
        {
            return TrainingSpeed.Typical(game);
        }
    }

    /// <summary>The largest k within about a minute and within about an hour.</summary>
    public TrainingSizes Of(CooperativeGame game)
    {
        TrainingSpeed speed = SpeedOf(game);
        var forecast = new TrainingForecast(game, surroundings.Processors, speed);
        return new TrainingSizes(
            forecast.Largest(Minute, MemoryBudget.UsableBytes),
            forecast.Largest(Hour, MemoryBudget.UsableBytes),
            MemoryBudget.UsableBytes,
            Smallest(game),
            speed
        )
        {
            CanRemember = RememberingPolicy.Refusal(game) is null,
        };
    }

    private TrainingSpeed Measure(CooperativeGame game)
    {
        using var progress = new ConsoleProgress(surroundings, silent: false);
        progress.Report(new Progress(0, $"measuring the training speed of this game, at most {TrainingSpeed.LongestMeasurement} s"));
        return surroundings.MeasureSpeed(game, surroundings.Processors, surroundings.Cancellation);
    }

    private double Smallest(CooperativeGame game) => new TrainingForecast(game, surroundings.Processors).Bytes(game.Types.Count);
}
