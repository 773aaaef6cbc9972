namespace Antiphon.Runs;

/// <summary>What made a run, hence what resumes it.</summary>
public enum RunKind
{
    /// <summary>The alternation, in the game itself. Also what run.json means when it does not say.</summary>
    Trained,

    /// <summary>A policy learned from a log, then measured: resuming measures it again and makes no proposal.</summary>
    Learned,

    /// <summary>The alternation in a finite game cut from one with continuous states; the pair is then deployed there.</summary>
    Binned,
}
