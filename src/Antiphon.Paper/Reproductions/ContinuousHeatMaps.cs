using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>Records an episode of the continuous warehouse as its heat map shows it.</summary>
internal static class ContinuousHeatMaps
{
    /// <summary>The first episode of the first evaluation seed.</summary>
    internal static ContinuousHeatMap Record(WarehouseContinuous game, ContinuousPair pair, ulong seed, int steps)
    {
        var bins = (HistogramFeatures)game.Features;
        var safe = new CheckedContinuousGame(game);
        var episode = new ContinuousEpisode(safe, pair);
        episode.Start(OnlineExecution.RolloutStream(seed, 0, 0));
        int initial = game.RightAction(episode.Locals)!.Value;
        (double[][] fractions, int[] choice, int[] mode) = (new double[steps][], new int[steps], new int[steps]);
        for (int step = 0; step < steps; step++)
        {
            fractions[step] = new double[bins.Size];
            foreach (double state in episode.Locals)
            {
                fractions[step][bins.Bin(state)] += 1.0 / game.Agents;
            }

            mode[step] = game.RightAction(episode.Locals)!.Value;
            choice[step] = episode.ActGlobally();
            episode.ActLocally();
            episode.Move();
        }

        return new ContinuousHeatMap(fractions, choice, mode, choice.Count(action => action == initial) / (double)steps);
    }
}
