using System.Reflection;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Input;

/// <summary>
/// The property of a record that an option of the command sets. It is looked up when it is needed: most command lines set few.
/// </summary>
/// <param name="Record">The type of the record.</param>
/// <param name="Name">The name of the property; a test checks that it is there and takes what the option gives.</param>
/// <param name="Unset">What the option is for a property that is null or whose record is absent; null: nothing.</param>
/// <param name="Negates">Whether the option is a flag that turns the property off.</param>
internal sealed record Setting(Type Record, string Name, object? Unset, bool Negates = false)
{
    private const string CloneMethod = "<Clone>$";

    /// <summary>The kinds of game that have such a record.</summary>
    public GameKinds Kinds =>
        Record == typeof(AlternationOptions) || Record == typeof(SweepOptions) ? GameKinds.Finite | GameKinds.Binned
        : Record == typeof(MemoryOptions) || Record == typeof(Disturbances) ? GameKinds.Finite
        : Record == typeof(ContinuousOptions) || Record == typeof(ContinuousSweepOptions) || Record == typeof(GapSearchOptions)
            ? GameKinds.Continuous
        : Record == typeof(CertificateOptions) || Record == typeof(StressOptions) ? GameKinds.Finite
        : GameKinds.Any;

    /// <summary>The property.</summary>
    public PropertyInfo Property => Record.GetProperty(Name)!;

    /// <summary>What the option would have to be for the record to be as it is.</summary>
    /// <param name="record">The record; null when there is none.</param>
    public object? In(object? record)
    {
        object? value = record is null ? null : Property.GetValue(record);
        return Negates && value is bool isOn ? !isOn : value ?? Unset;
    }

    /// <summary>The record with the option's value.</summary>
    public TRecord Apply<TRecord>(TRecord record, object? value)
        where TRecord : class
    {
        object changed = typeof(TRecord).GetMethod(CloneMethod)!.Invoke(record, null)!;
        object? stored =
            Negates ? !(bool)value!
            : Equals(value, Unset) ? null
            : value;
        Property.SetValue(changed, stored);
        return (TRecord)changed;
    }
}
