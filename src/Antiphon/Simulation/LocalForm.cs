namespace Antiphon.Simulation;

/// <summary>How the local agents appear to someone outside who decides for them.</summary>
internal enum LocalForm
{
    /// <summary>Each agent with its state and its action.</summary>
    Agents,

    /// <summary>Numbers of agents by state and action.</summary>
    Counts,
}
