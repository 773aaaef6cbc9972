using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Runs;

/// <summary>An enumeration by its camel-case name; numbers are refused.</summary>
internal sealed class EnumNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
