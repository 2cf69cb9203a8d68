// Every field of a lead that a payload can carry: the only list. The reader finds values by its names and aliases, the mapping editor and
// the lead's panel take their labels and groups from it. Names are the seed's columns.
//
// Aliases are written in snake case and compared without case and separators. Their order is their rank: when a payload carries two of
// them, the earlier one wins and the other is kept among the extra values.

import type { Phone } from '../phone.ts'
import {
  type LeadType,
  POLICY_TYPES,
  ROOF_CONDITIONS,
  SERVICE_TYPES,
  SYSTEM_TYPES,
  URGENCIES,
} from '../vocabulary.ts'

export type FieldKind =
  | 'text'
  | 'email'
  | 'phone'
  | 'money'
  | 'integer'
  | 'choice'
  | 'instant'
  | 'state'
  | 'zip'
  | 'boolean'

const ALL = ['solar', 'hvac', 'insurance', 'general'] as const
const SOLAR = ['solar'] as const
const HVAC = ['hvac'] as const
const INSURANCE = ['insurance'] as const

function field<const Name extends string, const Kind extends FieldKind, const Choice extends string = never>(
  name: Name,
  kind: Kind,
  label: string,
  leadTypes: readonly LeadType[],
  aliases: string,
  choices?: readonly Choice[],
): LeadField<Name, Kind, Choice> {
  return {
    name,
    kind,
    label,
    leadTypes,
    aliases: aliases === '' ? [] : aliases.split(' '),
    choices: choices ?? null,
  }
}

export type LeadField<
  Name extends string = string,
  Kind extends FieldKind = FieldKind,
  Choice extends string = string,
> = {
  /** The seed's column. */
  readonly name: Name
  readonly kind: Kind
  /** For people: "Monthly bill". */
  readonly label: string
  /** The lead types whose form shows it. */
  readonly leadTypes: readonly LeadType[]
  readonly aliases: readonly string[]
  /** The vocabulary of a choice, else null. */
  readonly choices: readonly Choice[] | null
}

export const LEAD_FIELDS = [
  field(
    'first_name',
    'text',
    'First name',
    ALL,
    'first fname given_name contact_first_name customer_first_name',
  ),
  field(
    'last_name',
    'text',
    'Last name',
    ALL,
    'last lname surname family_name contact_last_name customer_last_name',
  ),
  field(
    'email',
    'email',
    'Email',
    ALL,
    'email_address e_mail e_mail_address primary_email contact_email customer_email user_email work_email personal_email mail',
  ),
  field(
    'phone',
    'phone',
    'Phone',
    ALL,
    'phone_number primary_phone phone_1 mobile mobile_phone mobile_number phone_mobile cell cell_phone cell_number phone_cell cellular telephone telephone_number tel contact_phone contact_number customer_phone user_phone home_phone phone_home day_phone daytime_phone best_phone work_phone phone_work number_phone whatsapp whatsapp_number caller_number caller_id',
  ),
  field(
    'address',
    'text',
    'Address',
    ALL,
    'address_1 address_line_1 addr_1 addr_line_1 street_address street street_1 property_address home_address mailing_address street_address_1 address_first_line full_address',
  ),
  field('city', 'text', 'City', ALL, 'town locality property_city'),
  field(
    'state',
    'state',
    'State',
    ALL,
    'state_code state_province province_state province region property_state us_state',
  ),
  field(
    'zip_code',
    'zip',
    'ZIP code',
    ALL,
    'zip postal_code zip_postal_code postcode post_code postal property_zip zip_5 zip_code_5',
  ),
  field(
    'source',
    'text',
    'Source',
    ALL,
    'lead_source source_name contact_source traffic_source original_source',
  ),
  field('campaign_id', 'text', 'Campaign', ALL, 'campaign cid campaign_name'),
  field('utm_source', 'text', 'UTM source', ALL, ''),
  field('utm_medium', 'text', 'UTM medium', ALL, ''),
  field('utm_campaign', 'text', 'UTM campaign', ALL, ''),
  field(
    'notes',
    'text',
    'Notes',
    ALL,
    'note comments comment message messages description project_description additional_information additional_info additional_comments details_message notes_for_installer',
  ),
  field(
    'created_at',
    'instant',
    'Created',
    ALL,
    'created created_time created_date create_date date_created created_on submitted_at submission_date submitted_on submit_date date_submitted lead_submit_time lead_created_at lead_date received_at timestamp date_time date',
  ),
  field(
    'product_type',
    'text',
    'Product',
    ALL,
    'product_id product product_name vertical lead_type service_category category interested_in',
  ),
  field(
    'landing_page_url',
    'text',
    'Landing page',
    ALL,
    'landing_page landing_url lp_url page_url source_url form_url page_link website_url url',
  ),
  field(
    'consent_text',
    'text',
    'Consent text',
    ALL,
    'consent_language tcpa_text tcpa_language tcpa_disclosure disclosure disclosure_text',
  ),
  field('consent_value', 'text', 'Consent', ALL, 'consent consent_given opt_in optin opted_in'),
  field(
    'tcpa_compliance',
    'boolean',
    'TCPA compliant',
    ALL,
    'tcpa tcpa_compliant tcpa_consent tcpa_agreed tcpa_opt_in automated_contact_compliant',
  ),
  field(
    'monthly_electric_bill',
    'money',
    'Monthly bill',
    SOLAR,
    'electric_bill electricity_bill monthly_electricity_bill monthly_bill average_monthly_electric_bill average_electric_bill avg_electric_bill average_monthly_bill average_bill power_bill monthly_power_bill utility_bill monthly_utility_bill average_utility_bill',
  ),
  field(
    'property_type',
    'text',
    'Property type',
    SOLAR,
    'home_type residence_type dwelling_type house_type type_of_property',
  ),
  field('roof_condition', 'choice', 'Roof condition', SOLAR, 'condition_of_roof', ROOF_CONDITIONS),
  field('roof_age', 'integer', 'Roof age', SOLAR, 'age_of_roof roof_age_years'),
  field('shade_coverage', 'text', 'Shade', SOLAR, 'shade_issues shade roof_shade shading shade_level'),
  field(
    'system_type',
    'choice',
    'System',
    HVAC,
    'hvac_system_type hvac_type current_system current_system_type',
    SYSTEM_TYPES,
  ),
  field(
    'system_age',
    'integer',
    'System age',
    HVAC,
    'age_of_system hvac_age hvac_system_age system_age_years',
  ),
  field('service_type', 'choice', 'Service', HVAC, 'service_needed type_of_service', SERVICE_TYPES),
  field('urgency', 'choice', 'Urgency', HVAC, 'timeframe time_frame timeline project_timeline', URGENCIES),
  field(
    'property_size',
    'integer',
    'Property size',
    HVAC,
    'home_size house_size square_feet square_footage sq_ft home_square_footage',
  ),
  field(
    'policy_type',
    'choice',
    'Policy',
    INSURANCE,
    'insurance_type type_of_insurance coverage_type',
    POLICY_TYPES,
  ),
  field(
    'coverage_amount',
    'money',
    'Coverage',
    INSURANCE,
    'coverage coverage_needed desired_coverage amount_of_coverage',
  ),
  field(
    'current_premium',
    'money',
    'Current premium',
    INSURANCE,
    'premium monthly_premium current_monthly_premium',
  ),
  field(
    'property_value',
    'money',
    'Property value',
    INSURANCE,
    'home_value house_value estimated_home_value',
  ),
  field('claims_history', 'text', 'Claims', INSURANCE, 'claims prior_claims previous_claims past_claims'),
] as const

export type LeadFieldName = (typeof LEAD_FIELDS)[number]['name']

/** What a kind becomes: money in whole cents, instants as ISO UTC text, phones in E.164, choices in their vocabulary. */
type ValueOf<F> = F extends { kind: 'choice'; choices: infer Choices }
  ? NonNullable<Choices> extends readonly (infer Choice)[]
    ? Choice
    : never
  : F extends { kind: 'money' | 'integer' }
    ? number
    : F extends { kind: 'boolean' }
      ? boolean
      : F extends { kind: 'phone' }
        ? Phone
        : string

export type LeadFields = { readonly [F in (typeof LEAD_FIELDS)[number] as F['name']]?: ValueOf<F> }

/** What a payload can carry besides the lead's own fields. A mapping may name these too. */
export const PAYLOAD_FIELDS = [
  {
    name: 'full_name',
    label: 'Whole name',
    aliases: 'name contact_name customer_name lead_name your_name'.split(' '),
  },
  {
    name: 'address_line_2',
    label: 'Address, second line',
    aliases:
      'address_2 addr_2 addr_line_2 street_2 street_address_2 address_second_line apartment apt suite unit'.split(
        ' ',
      ),
  },
  { name: 'phone_extension', label: 'Phone extension', aliases: 'phone_ext extension ext'.split(' ') },
  {
    name: 'external_id',
    label: 'Sender’s id',
    aliases: 'lead_id leadgen_id submission_id vendor_lead_id response_id entry_id lead_uuid'.split(' '),
  },
  {
    name: 'price',
    label: 'Lead price',
    aliases: 'lead_price lead_cost cost lead_fee fee payout bid_price'.split(' '),
  },
  {
    name: 'is_test',
    label: 'Test lead',
    aliases: 'test test_lead is_test_lead lp_test test_mode'.split(' '),
  },
  { name: 'workspace_id', label: 'Workspace', aliases: ['workspace'] },
] as const

export type PayloadFieldName = (typeof PAYLOAD_FIELDS)[number]['name']
