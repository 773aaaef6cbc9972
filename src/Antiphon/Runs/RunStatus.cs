namespace Antiphon.Runs;

/// <summary>How far a run has come, as its run.json says.</summary>
public enum RunStatus
{
    /// <summary>Training is under way, or its process was killed: resume it.</summary>
    Running,

    /// <summary>Training ended by itself; the outcome is stored.</summary>
    Finished,

    /// <summary>Someone cancelled training; the checkpoint and the best policy so far are stored.</summary>
    Cancelled,
}
