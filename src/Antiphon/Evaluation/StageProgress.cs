using Antiphon.Numerics;

namespace Antiphon.Evaluation;

/// <summary>Reports the stages of a job whose costs are roughly known beforehand.</summary>
internal sealed class StageProgress(IProgress<Progress>? target, double[] costs)
{
    private readonly double total = costs.Sum();
    private double done;
    private double begun;
    private double share = 0.5;
    private string text = "";
    private int stage = -1;

    /// <summary>The stage before has ended; the next begins.</summary>
    internal void Next(string name)
    {
        done += stage >= 0 && stage < costs.Length ? costs[stage] : 0;
        (text, begun, share) = (name, 0, 0.5);
        stage++;
        Within(0);
    }

    /// <summary>
    /// How far one solve of the stage is; its first takes half of the stage, the second half of what is left, and so on.
    /// </summary>
    /// <param name="fraction">Of this solve.</param>
    internal void Within(double fraction)
    {
        double cost = stage < costs.Length ? costs[stage] : 0;
        target?.Report(new Progress(Math.Min(1, (done + (cost * (begun + (share * fraction)))) / total), text));
    }

    /// <summary>A solve of the stage has ended.</summary>
    internal void Solved()
    {
        begun += share;
        share /= 2;
    }
}
