package leadfile

import (
	"slices"
	"strings"
	"unicode"
)

// A meaning is what the header of a column says that it holds.
type meaning struct {
	// What it fills: a field of a lead; "activities", of which it is the date, the
	// count or the type; or "" for a column that fills nothing.
	fact string
	// Of several columns for one fact that of the lowest rank is taken.
	rank int
	// No of a bool: yes means false.
	inverted bool
	// Activity is the type of what it tells the date of, or counts.
	activity string
	counts   bool
	// Doubt says what else it may be, and of what fills nothing the reason.
	doubt string
}

// subjects are the words in front of a header that say whose it is.
var subjects = func() map[string]string {
	all := map[string]string{}
	for subject, words := range map[string]string{
		person:  "person|contact|lead|prospect|personne|persona|pessoa|kontakt|contacto|contatto|contato|contactpersoon|persoon|interessent|client contact|mailing|adresse 1|address 1|address1|adresse1|direccion 1|indirizzo 1|endereco 1|adres 1",
		company: "account|company|organization|organisation|unternehmen|firma|firmen|entreprise|societe|empresa|organizacion|azienda|organizacao|organizzazione|bedrijf|organisatie|conta|cuenta|konto|compte|parent account|parentaccount|parentcustomer|parent customer|associated company|primary company|billing",
		deal:    "deal|opportunity|opportunite|oportunidad|opportunita|oportunidade|geschaft|verkaufschance|affaire|transaction|angebot|negocio|task|campaign|kampagne|pipeline",
	} {
		for _, w := range strings.Split(words, "|") {
			all[w] = subject
		}
	}
	return all
}()

const (
	person  = "person"
	company = "company"
	deal    = "deal"
)

const anySubject = "it may be that of the person or of the company"

// headerWords are the headers of exports, as plainText writes them. Languages are
// English, German, French, Spanish, Italian, Portuguese and Dutch; the names of
// columns are those of Salesforce, HubSpot, Dynamics, Pipedrive and Odoo. A
// subject that comes before a bar limits the line to columns of that subject.
var headerWords = []struct {
	meaning
	subject string
	names   string
}{
	{meaning{fact: "id"}, "", "id|lead id|contact id|person id|record id|prospect id|customer id|contactid|leadid|hs object id|external id|externe id|id externe|id externo|id esterno|lead nr|lead number|vid|kundennummer|kontaktnummer|datensatz id|id de registro|id del registro|id d enregistrement|identifiant|id do registro|id record|record id contact|nicht andern lead|nicht andern kontakt|do not modify lead|do not modify contact|ne pas modifier prospect|ne pas modifier contact|no modificar cliente potencial|no modificar contacto|non modificare lead|nao modificar lead|niet wijzigen lead|identificador|kennung|identificativo|codigo"},
	{meaning{fact: "account_id"}, "", "account id|company id|companyid|organization id|associated company id|primary associated company id|parentcustomerid|parentcustomerid value"},
	{meaning{doubt: "it is the id of something else"}, "", "associated company ids|associated contact ids|associated deal ids|parentaccountid|converted account id|converted contact id|converted opportunity id|created by id|createdbyid|last modified by id|record type id|master record id|individual id|owner account id|deal id|opportunity id|reports to id|jigsaw contact id|jigsaw"},

	{meaning{fact: "person.name"}, "", "full name|fullname|contact name|lead name|person name|yomifullname|nombre completo|nom complet|nome completo|vollstandiger name|kontaktname|ansprechpartner|nom du contact|nombre del contacto|nombre de contacto|nome contatto|nome do contato|nome del contatto|volledige naam|naam contactpersoon|display name|contact person|nombre y apellidos|prenom et nom|vor und nachname"},
	{meaning{fact: "person.name"}, person, "name|nom|nombre|nome|naam"},
	{meaning{fact: "company.name"}, company, "name|nom|nombre|nome|naam"},
	{meaning{fact: "person.name", rank: 2, doubt: "a name may be that of a person, a company or a deal"}, "", "name|nom|nombre|nome|naam"},
	{meaning{doubt: "a lead has one name, and this is a part of it"}, "", "first name|firstname|last name|lastname|given name|family name|surname|middle name|middlename|vorname|nachname|familienname|zweiter vorname|prenom|nom de famille|apellido|apellidos|cognome|sobrenome|primeiro nome|ultimo nome|voornaam|achternaam|tussenvoegsel|salutation|anrede|civilite|titre de civilite|tratamiento|saluto|aanhef|suffix|nickname|title courtesy|akademischer titel|primer nombre|apelido"},

	{meaning{fact: "person.email"}, "", "email|e mail|mail|email address|e mail address|emailaddress|emailaddress1|email address 1|email from|e mail adresse|emailadresse|mailadresse|adresse e mail|adresse email|adresse mail|courriel|correo|correo electronico|direccion de correo electronico|indirizzo email|indirizzo e mail|posta elettronica|endereco de email|endereco de e mail|email work|e mailadres|emailadres|work email|business email|geschaftliche e mail|email professionnel|e mail professionnel|e mail 1|email 1|email address primary|email normalized|lead mail|correo electronico trabajo|email lavoro|e mail trabalho|email principal|email principale|correo electronico del trabajo"},
	{meaning{fact: "person.email", rank: 2, doubt: "it is another address than the first"}, "", "email home|email other|private email|personal email|emailaddress2|emailaddress3|secondary email|alternate email|email 2|e mail 2|email cc|additional email addresses|e mail privat|email personnel|work email 2|npe01 alternateemail"},
	{meaning{doubt: "it says something about the address and is none"}, "", "email domain|email bounced date|email bounced reason|emailbounceddate|emailbouncedreason|email address quarantined|emails delivered|emails opened|hard bounce reason|email confirmation status|is email bounced|marketing emails delivered|marketing emails bounced|last marketing email name|email count"},

	{meaning{fact: "person.phone", doubt: anySubject}, "", "phone|telephone|telefon|telefone|telefono|telefoon|phone number|telefonnummer|tel|numero de telephone|numero de telefono|numero di telefono|numero de telefone|telefoonnummer|fon|n telephone|phone no"},
	{meaning{fact: "person.phone"}, person, "phone|telephone|telefon|telefone|telefono|telefoon|phone number|telefonnummer|phone work|business phone"},
	{meaning{fact: "person.phone"}, "", "business phone|work phone|phone work|telephone1|telefon geschaftlich|telefon geschaeftlich|telephone professionnel|telephone bureau|telephone business|telefono del trabajo|telefono trabajo|telefono ufficio|telefone comercial|telefone trabalho|telefono lavoro|zakelijke telefoon|lead phone|direct phone|durchwahl|telefon arbeit|telephone travail"},
	{meaning{fact: "person.phone", rank: 2, doubt: "it is another number than the first"}, "", "mobile|mobile phone|mobilephone|mobile phone number|mobiltelefon|mobilnummer|mobil|handy|cell|cell phone|portable|telephone portable|telephone mobile|mobile number|movil|telefono movil|cellulare|telefono cellulare|telemovel|celular|mobiele telefoon|mobiel|phone mobile|phone home|phone other|other phone|home phone|homephone|otherphone|telephone2|telephone3|whatsapp phone number|telefon mobil|telefono mobile|phone home|celular telefone|telefone celular|telefone movel|assistant phone|assistantphone"},
	{meaning{doubt: "a telephone number that is not the person's"}, company, "phone|telephone|telefon|telefone|telefono|telefoon|phone number|main phone"},

	{meaning{fact: "person.job_title"}, "", "title|job title|jobtitle|position|job position|function|role|stellenbezeichnung|stelle|funktion|berufsbezeichnung|jobtitel|fonction|poste|intitule du poste|intitule de poste|cargo|puesto|puesto de trabajo|titulo del puesto|titolo|ruolo|posizione|qualifica|posizione lavorativa|funzione|posicao|funcao|titulo do cargo|posto de trabalho|functie|functietitel|functiebenaming|berufliche stellung|business role|titre du poste|denominacion del cargo|puesto laboral|cargo laboral|posizione professionale|titolo professionale|job title role"},
	{meaning{fact: "person.seniority"}, "", "seniority|employment seniority|job level|hs seniority|management level|karrierestufe|hierarchieebene|niveau hierarchique|anciennete|antiguedad|nivel jerarquico|nivel de senioridad|senioridade|anzianita|senioriteit"},
	{meaning{fact: "person.department"}, "", "department|abteilung|departement|service|departamento|dipartimento|reparto|afdeling|employment role|bereich|area funcional"},

	{meaning{fact: "person.country"}, person, "country|country region|country code|land|land region|pays|pays region|pais|pais region|paese|paese area geografica|paese regione|country region code"},
	{meaning{fact: "person.country"}, "", "mailing country|mailingcountry|address1 country|lead country|ip country"},
	{meaning{fact: "company.country"}, company, "country|country region|country code|land|land region|pays|pays region|pais|pais region|paese|country of address|paese regione|pais do endereco|pais endereco|paese dell indirizzo|land van adres|hq country|land der adresse|pays de l adresse|pais da direccion|pais de endereco|pais de la direccion"},
	{meaning{fact: "company.country"}, "", "headquarters country|billing country|billingcountry"},
	{meaning{fact: "person.country", rank: 1, doubt: anySubject}, "", "country|country region|country code|country id|land|land region|pays|pais|paese|countryregion|landeskennzeichen|landescode|pais region|pays region|paese regione|paese area geografica|countrycode"},
	{meaning{fact: "person.region"}, person, "region|state|state province|state region|stateorprovince|state or province|bundesland|bundesland kanton|region etat|departement region|departement|etat province|provincia|estado|estado provincia|estado o provincia|stato|stato provincia|regione|stato regione|provincie|staat|regiao|estado regiao|county"},
	{meaning{fact: "person.region"}, "", "mailing state|mailing state province|mailingstate"},
	{meaning{fact: "company.region"}, company, "region|state|state province|state region|bundesland|provincia|estado|estado provincia|state of address|region of address|state county of address|billing state|estado region"},
	{meaning{fact: "person.region", rank: 1, doubt: "the word also means a status"}, "", "estado|stato|etat|staat"},
	{meaning{fact: "person.region", rank: 1, doubt: anySubject}, "", "region|state|state province|state region|stateorprovince|state or province|state id|bundesland|bundesland kanton|bundesland region|province|etat|etat region|estado|estado region|estado provincia|provincia|regiao|regione|stato|stato regione|provincie|kanton|estado regiao|state county|etat departement"},
	{meaning{fact: "person.city"}, person, "city|ort|stadt|ville|ciudad|citta|cidade|plaats|stad|town|localidad|poblacion"},
	{meaning{fact: "person.city"}, "", "mailing city|mailingcity|address1 city"},
	{meaning{fact: "person.city", rank: 1}, "", "city|ort|stadt|ville|ciudad|citta|cidade|plaats|stad|town|localidad|poblacion|wohnort|woonplaats|city town"},
	{meaning{doubt: "a lead has no such field"}, company, "city|ort|stadt|ville|ciudad|citta|cidade|plaats|stad|address|adresse|street|zip|postal code|city town village locality of address|type|owner|id|id id|description|record id|facebook|linkedin|linkedin company page|zip postal code|account id|source|number|parent|sic|ticker symbol|ownership|rating|create date|created date|createdate|label|people count|open deals|won deals|lost deals|activities to do|done activities|total activities|last activity date|next activity date"},

	{meaning{fact: "person.consent", inverted: true}, "", "opt out|optout|email opt out|e mail opt out|has opted out of email|hasoptedoutofemail|do not email|donotemail|donotbulkemail|do not bulk email|do not allow emails|do not allow bulk emails|no email|unsubscribed|unsubscribed from all email|unsubscribed from all emails|unsubscribed from all e mails|hs email optout|opted out|email opted out|is blacklisted|opted out email|keine e mails|keine e mails zulassen|keine e mail|keine massen e mails zulassen|e mail abmeldung|abgemeldet|von allen e mails abgemeldet|e mail abgemeldet|werbesperre|newsletter abgelehnt|newsletter abgemeldet|newsletter abbestellt|werbung abgelehnt|werbewiderspruch|widerspruch werbung|newsletter opt out|newsletter unsubscribed|newsletter declined|keine werbung|desabonne|desinscrit|ne pas envoyer d e mails|ne pas envoyer de courrier electronique|ne pas autoriser les e mails|desabonne de tous les e mails|desinscription|refus email|no enviar correo|no enviar correo electronico|no permitir correo electronico|ha cancelado la suscripcion de todos los correos electronicos|cancelado la suscripcion|baja|non inviare e mail|non consentire e mail|disiscritto|annullamento iscrizione|nao enviar e mail|nao permitir emails|cancelou inscricao|descadastrado|geen e mail|geen e mail toestaan|geen e mails toestaan|afgemeld|uitgeschreven|uitgeschreven voor alle e mails"},
	{meaning{fact: "person.consent"}, "", "consent|optin|opt in|email opt in|e mail opt in|opted in|marketing consent|gdpr consent|email consent|consent given|accepts marketing|marketing opt in|newsletter|newsletter opt in|permission|marketing permission|einwilligung|werbeeinwilligung|einwilligung e mail|e mail einwilligung|dsgvo einwilligung|newsletter abonniert|consentement|consentement marketing|consentement rgpd|accord marketing|abonne newsletter|inscrit newsletter|consentimiento|acepta publicidad|consentimiento rgpd|consenso|consenso marketing|consenso privacy|consentimento|aceita marketing|consentimento lgpd|toestemming|toestemming marketing|marketing status|statut marketing|estado de marketing|status de marketing|stato marketing|marketingstatus"},
	{meaning{fact: "person.consent", rank: 9, doubt: "the status of a marketing contact is what HubSpot bills, and no consent"}, "", "marketing contact status|hs marketable status|status als marketing kontakt|marketing kontakt status|statut de contact marketing|estado del contacto de marketing|estado de contacto de marketing|stato contatto di marketing|status de contato de marketing|marketingcontactstatus"},
	{meaning{doubt: "it is about calls, post or faxes, for which a lead has no field"}, "", "do not call|donotcall|donotphone|do not allow phone calls|donotfax|donotpostalmail|do not fax|has opted out of fax|hasoptedoutoffax|fax opt out|keine telefonanrufe|keine anrufe|keine telefonanrufe zulassen|ne pas appeler|no llamar|non chiamare|nao ligar|niet bellen|no permitir llamadas telefonicas|ne pas autoriser les appels telephoniques"},

	{meaning{fact: "company.name"}, "", "company|company name|companyname|account|account name|account name account|organization|organisation|organization name|organisation name|partner name|parent name|commercial company name|company account|firma|firmenname|firmenbezeichnung|unternehmen|unternehmensname|name der firma|name des unternehmens|entreprise|societe|nom de l entreprise|nom de la societe|nom entreprise|raison sociale|organisation nom|empresa|nombre de la empresa|nombre de empresa|compania|nombre de la compania|organizacion|organizacion nombre|razon social|azienda|societa|nome azienda|nome dell azienda|ragione sociale|nome societa|nome da empresa|nome empresa|organizacao|razao social|bedrijf|bedrijfsnaam|organisatie|naam bedrijf|lead company|employer|arbeitgeber|person organization|business name|partner company name|account name company|nome della societa|nombre de la organizacion|nom de l organisation|organization organization|organisatie naam|compte|cuenta|nombre de cuenta|nom du compte|accountnaam|nome account|kontoname|contact company"},
	{meaning{fact: "company.name", rank: 2, doubt: "it is another name of the company than the first"}, "", "associated company|associated company name|primary company|primary associated company|primary associated company name|parent account|parent company|parent customer|parent id|verbundenes unternehmen|zugehoriges unternehmen|entreprise associee|empresa asociada|empresa associada|azienda associata|parent id name"},
	{meaning{fact: "company.domain"}, "", "domain|website|web site|web|url|company domain|company domain name|website url|websiteurl|web address|homepage|webseite|internetseite|firmenwebsite|site web|site internet|url du site web|sitio web|pagina web|url del sitio web|sito web|sito|url del sito web|site|url do site|pagina web empresa|site da empresa|unternehmensdomain|domain name des unternehmens|nom de domaine|nom de domaine de l entreprise|nombre de dominio|nombre de dominio de la empresa|dominio|dominio aziendale|nome do dominio|domein|websitedomein|company website|company url|website address|domeinnaam|nome de dominio da empresa|url de la pagina web|website link"},
	{meaning{fact: "company.domain"}, company, "domain|website|web site|web|url|site|homepage|sito web|sitio web|site web|webseite|domain name"},
	{meaning{fact: "company.industry"}, "", "industry|industrycode|branche|wirtschaftszweig|sector|sector industry|secteur|secteur d activite|industria|sector de actividad|settore|settore industriale|setor|ramo|ramo de atividade|bedrijfstak|sector activiteit|vertical|company industry|industry sector|industrie|bransje|industry id|market segment industry|industrie branche|settore di attivita|setor de atividade|segmento industria"},
	{meaning{fact: "company.employees"}, "", "employees|number of employees|numberofemployees|no of employees|num employees|employee count|company size|companysize|headcount|staff|employees range|number employees|mitarbeiter|mitarbeiterzahl|anzahl mitarbeiter|anzahl der mitarbeiter|anzahl der beschaftigten|beschaftigte|unternehmensgrosse|firmengrosse|nombre d employes|nombre de salaries|effectif|effectifs|taille de l entreprise|numero de empleados|cantidad de empleados|n de empleados|empleados|tamano de la empresa|numero di dipendenti|numero dipendenti|dipendenti|dimensioni azienda|dimensione azienda|numero de funcionarios|n de funcionarios|funcionarios|numero de empregados|tamanho da empresa|aantal werknemers|aantal medewerkers|medewerkers|bedrijfsgrootte|size|tamano|grosse|employees count|quantidade de funcionarios|numero de colaboradores|staff count|company employees"},
	{meaning{fact: "company.annual_revenue"}, "", "annual revenue|annualrevenue|revenue|turnover|yearly revenue|annual turnover|company revenue|revenue in thousands|umsatz|jahresumsatz|chiffre d affaires|chiffre d affaires annuel|ca|ca annuel|facturacion|facturacion anual|fatturato|fatturato annuo|ricavi annui|faturamento|faturamento anual|omzet|jaaromzet|jaarlijkse omzet|company annual revenue|umsatz pro jahr|volumen de negocio|ricavi annuali|jaarlijkse inkomsten|annual sales"},
	{meaning{fact: "company.annual_revenue", rank: 1, doubt: "it may be the income of a person"}, "", "annual income|yearly income|revenu annuel|revenu|revenus|ingresos anuales|ingresos|entrate annuali|entrate|receita|receita anual|einkommen|jahreseinkommen|reddito annuo|rendimento anual|jaarinkomen|inkomsten"},
	{meaning{fact: "company.annual_revenue"}, company, "annual income|revenu annuel|ingresos anuales|ingresos|entrate annuali|receita|receita anual|jaarlijkse inkomsten"},
	{meaning{fact: "company.technologies"}, "", "technologies|technology|web technologies|tech stack|tools used|technologien|eingesetzte software|technologies web|tecnologias|tecnologias web|tecnologie|tecnologie web|technologieen|webtechnologies|webtechnologien|technologies utilisees"},

	{meaning{fact: "answers.budget"}, "", "budget|budget amount|budgetamount|budget range|budgetbetrag|montant du budget|presupuesto|importe del presupuesto|importo budget|orcamento|valor do orcamento|budgetbedrag|available budget"},
	{meaning{fact: "answers.authority", doubt: "rules compare it with words of their own"}, "", "authority|decision maker|decisionmaker|buying role|buying authority|decision role|entscheider|entscheidungstrager|rolle beim kauf|kaufrolle|decideur|role d achat|responsable de decisiones|tomador de decisiones|responsable de la toma de decisiones|rol de compra|decisore|ruolo di acquisto|decision maker role|tomador de decisao|funcao de compra|beslisser|aankooprol|responsabile delle decisioni"},
	{meaning{fact: "answers.need", doubt: "rules compare it with words of their own"}, "", "need|needs|customer needs|pain point|bedarf|besoin|besoins|necesidad|necessidade|esigenza|behoefte|needs def"},
	{meaning{fact: "answers.timeline_days"}, "", "timeline days|timeline|purchase timeframe|purchasetimeframe|buying timeframe|time frame|timeframe|zeitrahmen|zeitrahmen fur den kauf|kaufzeitraum|zeithorizont|zeithorizont tage|zeitrahmen tage|timeline in days|delai|delai d achat|plazo|plazo de compra|tempistica|prazo|prazo de compra|tijdlijn|aankooptermijn|periodo di acquisto"},
	{meaning{fact: "answers.current_vendor"}, "", "current vendor|current provider|current supplier|incumbent|competitor|aktueller anbieter|derzeitiger anbieter|wettbewerber|fournisseur actuel|proveedor actual|fornitore attuale|fornecedor atual|huidige leverancier|current solution"},
	{meaning{fact: "answers.wants_contact"}, "", "wants contact|contact requested|contact me|call me|request a call|kontakt gewunscht|ruckruf gewunscht|souhaite etre contacte|quiere contacto|desea ser contactado|vuole essere contattato|deseja contato|wil contact|demo requested"},
	{meaning{fact: "answers.wants_contact_at"}, "", "wants contact at|contact requested at|contact requested on|ruckruf gewunscht am|date of contact request"},

	{meaning{fact: "source"}, "", "source|lead source|leadsource|leadsourcecode|original source|original traffic source|latest source|source id|first touch channel|hs analytics source|quelle|leadquelle|herkunft|ursprungliche quelle|lead quelle|originalquelle|ursprungliche traffic quelle|source du lead|source du prospect|origine|origine du prospect|source d origine|source originale|origine du lead|fuente|origen|fuente del lead|origen del cliente potencial|fuente original|origen del lead|fuente original de trafico|fonte|origine lead|fonte lead|fonte del lead|fonte originale|origem|fonte do lead|origem do lead|fonte original|origem do cliente potencial|bron|leadbron|bron van lead|oorspronkelijke bron|herkomst|acquisition source|source de la piste|fuente de posible cliente"},
	{meaning{fact: "source", rank: 2, doubt: "it may be the channel of something else than the lead's source"}, "", "medium|medium id|channel|kanal|canal|canale|kanaal|source channel|latest traffic source|neueste quelle|marketing channel|original source drill down 1|original source drill down 2|original traffic source drill down 1|original traffic source drill down 2|utm source|utm medium|source detail|quelldetails|canal d origine|how did you hear about us|source origin|origin|lead origin|canal de origem|canal de origen"},

	{meaning{fact: "stage"}, "", "lifecycle stage|lifecyclestage|lifecycle|lifecycle phase|lifecycle status|funnel stage|lead stage|lebenszyklusphase|lebenszyklus phase|phase de cycle de vie|phase du cycle de vie|cycle de vie|etapa del ciclo de vida|ciclo de vida|fase del ciclo di vita|ciclo di vita|fase do ciclo de vida|estagio do ciclo de vida|etapa do ciclo de vida|levenscyclusfase"},
	{meaning{fact: "stage", rank: 2, doubt: "a status may be that of the work on the lead"}, "", "lead status|leadstatus|status|status reason|statuscode|statusgrund|statecode|hs lead status|stage|stage id|phase|lead status lead|statut|statut du lead|statut du prospect|raison du statut|etape|estado del lead|estado del cliente potencial|razon para el estado|etapa|estado de lead|stato|stato lead|stato del lead|fase|motivo stato|status do lead|estado do lead|estagio|leadstatus lead|reden van status|status van lead|lead phase|etapa id"},
	{meaning{fact: "owner", rank: 1, doubt: "a lead's owner is an id, and this may be a name"}, "", "owner|owner name|lead owner|seller|contact owner|contact owner name|record owner|hubspot owner|salesperson|sales rep|sales agent|assigned to|user|user name|besitzer|inhaber|lead inhaber|kontaktinhaber|zustandiger mitarbeiter|zustandig|bearbeiter|verkaufer|vertriebsmitarbeiter|betreuer|kundenbetreuer|vertriebler|zustandiger mitarbeiter fur kontakt|proprietaire|proprietaire du contact|responsable|commercial|vendeur|proprietaire du lead|propietario|propietario del contacto|comercial|vendedor|proprietario|proprietario del contatto|proprietario do contato|addetto vendite|eigenaar|eigenaar van contact|verkoper|contacteigenaar|responsavel|ouwner|proprietaire de la piste|propietario del candidato|account manager|titular"},
	{meaning{fact: "owner"}, "", "owner id|ownerid|user id|hubspot owner id|owneridtype|contact owner id|owner user id|salesperson id|ownerid value"},
	{meaning{fact: "created_at"}, "", "created|created at|created on|createdon|create date|createdate|created date|createddate|creation date|date created|creation time|created time|creation date time|lead created|lead created at|lead created date|lead created time|contact created|person created|person created at|registered|registration date|signup date|signed up|erstellt|erstellt am|erstellungsdatum|angelegt am|anlagedatum|erfasst am|kontakt erstellt|person erstellt|cree le|date de creation|creation|personne creee|contact cree|fecha de creacion|creado el|fecha creacion|creado|persona creada|data di creazione|creato il|data creazione|persona creata|data de criacao|criado em|data criacao|pessoa criada|aanmaakdatum|aangemaakt|aangemaakt op|gemaakt op|datum aangemaakt|persoon aangemaakt|inserted at|add time|added on|date added|hinzugefugt am"},
	{meaning{doubt: `it is when the record was changed, and not when the lead was made; "seen": {"at": {"from": ITS NAME}} beside "fields" says that all facts are of then`}, "", "modified|modified on|modifiedon|last modified|last modified date|lastmodifieddate|updated|updated at|update time|last update|last updated|last updated on|write date|system modstamp|systemmodstamp|hs lastmodifieddate|geandert am|zuletzt geandert|anderungsdatum|letzte anderung|aktualisiert am|datum der letzten anderung|modifie le|date de modification|derniere modification|date de derniere modification|fecha de modificacion|modificado el|ultima modificacion|fecha de ultima modificacion|fecha de la ultima modificacion|data di modifica|modificato il|ultima modifica|data ultima modifica|data de modificacao|modificado em|ultima atualizacao|data da ultima modificacao|gewijzigd op|laatst gewijzigd|datum laatste wijziging|nicht andern geandert am|do not modify modified on|aktualisierungszeit|heure de mise a jour|hora de actualizacion|last stage update|date last stage update|last viewed date|last referenced date|last transfer date"},

	{meaning{fact: "activities", activity: "crm_activity", doubt: "it says when something was last done, and not what or by whom"}, "", "last activity|last activity date|lastactivitydate|letzte aktivitat|datum der letzten aktivitat|letztes aktivitatsdatum|derniere activite|date de derniere activite|date de la derniere activite|ultima actividad|fecha de ultima actividad|fecha de la ultima actividad|ultima attivita|data ultima attivita|data dell ultima attivita|ultima atividade|data da ultima atividade|laatste activiteit|datum laatste activiteit|last interaction|last engagement date|last activity at"},
	{meaning{fact: "activities", activity: "form", doubt: "it may not be every form that was sent"}, "", "recent conversion date|recent conversion date time|last form submission|first conversion date|datum der letzten conversion|date de la conversion recente|fecha de conversion reciente|data conversione recente|data da conversao recente|date of last form"},
	{meaning{fact: "activities", activity: "page_view", counts: true, doubt: "the file says how many, and not when"}, "", "number of pageviews|pageviews|page views|number of page views|hs analytics num page views|anzahl seitenaufrufe|seitenaufrufe|anzahl der seitenaufrufe|nombre de pages vues|pages vues|numero de paginas vistas|paginas vistas|visualizzazioni di pagina|numero di visualizzazioni di pagina|numero de visualizacoes de pagina|visualizacoes de pagina|paginaweergaven|aantal paginaweergaven"},
	{meaning{fact: "activities", activity: "visit", counts: true, doubt: "the file says how many, and not when"}, "", "visits|total visits|totalvisits|number of sessions|number of visits|sessions|web visits|website visits|hs analytics num visits|anzahl sitzungen|besuche|anzahl besuche|nombre de visites|nombre de sessions|numero de visitas|visitas|numero de sesiones|numero di sessioni|visite|numero di visite|numero de sessoes|aantal sessies|aantal bezoeken"},
	{meaning{fact: "activities", activity: "form", counts: true, doubt: "the file says how many, and not when"}, "", "number of form submissions|form submissions|num conversion events|forms submitted|anzahl formulareinsendungen|anzahl der formulareinsendungen|formulareinsendungen|nombre de soumissions de formulaires|nombre de soumissions de formulaire|envios de formularios|numero de envios de formularios|invii di moduli|numero di invii moduli|envios de formulario|numero de envios de formulario|formulierinzendingen|aantal formulierinzendingen"},
	{meaning{fact: "activities", activity: "email", counts: true, doubt: "the file says how many, and not when"}, "", "email messages count|emails count|anzahl der e mail nachrichten|anzahl e mail nachrichten|nombre d e mails|numero de mensajes de correo|number of emails"},
	{meaning{fact: "activities", activity: "email_opened", counts: true, doubt: "the file says how many, and not when"}, "", "email opens|emails opened count|marketing emails opened|marketing e mails geoffnet|number of opens"},
	{meaning{fact: "activities", activity: "email_clicked", counts: true, doubt: "the file says how many, and not when"}, "", "email clicks|marketing emails clicked|marketing e mails geklickt|number of clicks"},

	{meaning{doubt: "it says what became of the lead, which rules must not know: it is for an audit"}, "", "converted|isconverted|is converted|converted date|converteddate|won|lost|became a customer date|became an opportunity date|became an mql date|became a marketing qualified lead date|became a sales qualified lead date|close date|closed date|close value|closed won|closed won reason|closed lost reason|lost reason|lost reason id|won deals|lost deals|closed deals|outcome|churned|conversion|gewonnen|verloren|abschlussdatum|qualified date|gewonnene deals|verlorene deals|affaires gagnees|affaires perdues|tratos ganados|tratos perdidos|negocios ganhos|negocios perdidos|total revenue|recent deal amount|recent deal close date|first deal created date|datum des ubergangs zum kunden|date de passage a l etape client"},
	{meaning{doubt: "a lead has no such field"}, "", "fax|street|strasse|address|adresse|rue|calle|indirizzo|endereco|straat|street address|mailing street|mailing address|street 2|street2|zip|zip code|postal code|postalcode|zip postal code|mailing postal code|mailingpostalcode|postleitzahl|plz|code postal|codigo postal|cap|cep|postcode|mailing zip postal code|latitude|longitude|geocode accuracy|photo url|birthdate|birthday|geburtstag|geburtsdatum|date of birth|date de naissance|fecha de nacimiento|data di nascita|data de nascimento|gender|language|lang|lang id|sprache|preferred language|langue|idioma|lingua|lingua preferita|taal|time zone|currency|currencyiso|currency iso code|annual revenue currency|wahrung|devise|moneda|divisa|valuta|moeda|description|beschreibung|descripcion|descrizione|descricao|beschrijving|notes|note|notiz|notizen|comment|comments|kommentar|kommentare|commentaires|comentarios|remarks|message|nachricht|subject|topic|thema|betreff|sujet|asunto|tema|objet|oggetto|argomento|assunto|onderwerp|tags|tag ids|tag|label|labels|etikett|etiquette|etiqueta|etichetta|kategorien|categories|rating|bewertung|evaluation|calificacion|classificacao|classificazione|priority|prioritat|priorite|prioridad|priorita|prioridade|score|lead score|leadscore|hubspot score|hubspotscore|likelihood to close|persona|deleted|is deleted|isdeleted|active|aktiv|actif|activo|attivo|ativo|type|typ|tipo|company type|contact type|record type|team|team id|equipo|vertriebsteam|equipe commerciale|equipe|hubspot team|expected revenue|erwarteter umsatz|probability|wahrscheinlichkeit|date deadline|expected closing|expected close date|next activity|next activity date|nachste aktivitat|datum der nachsten aktivitat|prochaine activite|date de la prochaine activite|proxima actividad|proxima atividade|prossima attivita|open deals|offene deals|affaires ouvertes|tratos abiertos|negocios abertos|closed activities|done activities|total activities|activities to do|todo activities|unread by owner|isunreadbyowner|created by|createdby|erstellt von|cree par|creado por|creato da|criado por|gemaakt door|last modified by|geandert von|modifie par|modificado por|assistant|assistant name|assistantname|reports to|vorgesetzter|linkedin|linkedin url|linkedin profile|twitter|twitter handle|twitter username|facebook|skype|instagram|picture|avatar|row checksum|zeilenprufsumme|nicht andern zeilenprufsumme|do not modify row checksum|ne pas modifier somme de controle de ligne|no modificar suma de comprobacion de fila|clean status|dandb company|last contacted|last contacted date|next step|campaign|campaign id|kampagne|campagne|campana|campanha|campagna|recent conversion|first conversion|first page seen|last page seen|ip city|ip address|number of associated deals|number of times contacted|times contacted|num associated deals|legal basis for processing contact s data|vat|vat number|tax id|ust idnr|company type individual or company|is a company|is company|customer rank|supplier rank|company registry|bank|reference|ref|salesperson team|referred by|partner assigned|days to assign|days to close|buying process|kaufprozess|purchase process|processus d achat|zip postalcode|membership notes|phone extension|website language|followers|followers count|nacionalidad|nationality|pronouns|notes about|attachments"},
}

// dictionary finds what headers mean.
var dictionary = func() map[string]meaning {
	all := map[string]meaning{}
	for _, line := range headerWords {
		for _, name := range strings.Split(line.names, "|") {
			key := line.subject + ":" + squeezed(name)
			if _, twice := all[key]; !twice {
				all[key] = line.meaning
			}
		}
	}
	return all
}()

// hintWords are parts of words that say what a header may mean that is not in the
// dictionary, the surest first: it has a part of each list. Such a guess is always in
// doubt.
var hintWords = []struct {
	meaning
	parts string // alternatives by |, lists by a space
	typ   string // that the values have to be; "" is any
}{
	{meaning{fact: "person.consent", inverted: true}, "optout|unsubscri|desinscri|desabon|abgemeldet|abmeldung|listenoire|blacklist|listanegra|listanera|uitgeschreven|afgemeld|disiscri|cancelolasuscripcion|cancelouinscri|sperrliste", "bool"},
	{meaning{fact: "person.consent", inverted: true}, "nepasautoriser|nopermitir|naopermitir|nonconsentire|nicht|keine|donotallow|niettoestaan mail|courrier|correo", ""},
	{meaning{fact: "person.consent"}, "optin|consent|einwillig|permission|toestemming|autorisation mail|marketing|newsletter|dsgvo|rgpd|gdpr|lgpd|correo", "bool"},
	{meaning{fact: "person.email"}, "mail|courriel|correo", "email"},
	{meaning{fact: "person.phone"}, "phone|telefon|telefoon", "phone"},
	{meaning{fact: "company.domain"}, "website|siteweb|sitioweb|sitoweb|webseite|domain|dominio|homepage", "url"},
	{meaning{fact: "company.domain"}, "website|siteweb|sitioweb|sitoweb|webseite|domain|dominio|homepage", "domain"},
	{meaning{fact: "activities", activity: "page_view", counts: true, doubt: "the file says how many, and not when"}, "pageview|vistasdepagina|pagesvues|paginasvistas|seitenaufruf|visualizzazionidipagina|visualizacoesdepagina|paginaweergave", "number"},
	{meaning{fact: "activities", activity: "form", counts: true, doubt: "the file says how many, and not when"}, "form|modul submission|einsendung|envio|invii|soumission|inzending", "number"},
	{meaning{fact: "activities", activity: "form", doubt: "it may not be every form that was sent"}, "conversion|conversao date|datum|fecha|data", "time"},
	{meaning{fact: "activities", activity: "crm_activity", doubt: "it says when something was last done, and not what or by whom"}, "lastactivity|letzteaktivit|derniereactiv|ultimaactiv|ultimaattiv|ultimaativ|laatsteactiv", "time"},
	{meaning{fact: "created_at"}, "created|creation|creacion|creazione|criacao|erstellt|angelegt|creele|creado|criado|creatoil|aangemaakt|gemaaktop", "time"},
	{meaning{fact: "company.employees"}, "employee|mitarbeiter|salarie|employe|empleado|dipendent|funcionario|medewerker|werknemer|headcount", "number"},
	{meaning{fact: "company.annual_revenue"}, "revenue|umsatz|chiffredaffaires|facturacion|fatturato|faturamento|omzet|turnover", "number"},
	{meaning{fact: "company.industry"}, "industr|branche|secteur|settore|bedrijfstak", "string"},
	{meaning{fact: "person.job_title"}, "jobtitle|position|poste|puesto|cargo|stellenbez|functietitel|berufsbez", "string"},
	{meaning{fact: "company.name"}, "company|societe|entreprise|empresa|azienda|bedrijf|firma|unternehmen|organi", "string"},
	{meaning{fact: "person.country"}, "country|pays|paisde|landregion", "string"},
	{meaning{fact: "source", rank: 2}, "leadsource|leadquelle|fuente|origem|herkunft", "string"},
	{meaning{fact: "owner", rank: 1}, "owner|besitzer|proprietaire|propietario|proprietario|eigenaar", "string"},
}

// hinted finds what a header may mean by parts of its words, given what the values
// of the column are.
func hinted(header string, g *Guess) (meaning, bool) {
	text := squeezed(headerText(header))
	for _, h := range hintWords {
		if h.typ != "" && h.typ != g.Type && h.typ != g.Looks {
			continue
		}
		if h.fact == "person.consent" && !h.inverted && saysNo(header) {
			continue
		}
		all := true
		var word string
		for _, list := range strings.Fields(h.parts) {
			found := false
			for _, part := range strings.Split(list, "|") {
				if strings.Contains(text, part) {
					found, word = true, part
					break
				}
			}
			all = all && found
		}
		if all {
			m := h.meaning
			m.rank += 4
			if m.doubt != "" {
				m.doubt = "; " + m.doubt
			}
			m.doubt = "its header is none that is known here, and only has \"" + word + "\" in it" + m.doubt
			return m, true
		}
	}
	return meaning{}, false
}

// saysNo tells whether a header may say the contrary of what its words do: consent
// withdrawn, nicht erlaubt.
func saysNo(header string) bool {
	return slices.ContainsFunc(strings.Fields(headerText(header)), func(word string) bool {
		return denials[word] || slices.ContainsFunc(undone, func(part string) bool { return strings.Contains(word, part) })
	})
}

// undone are parts of words that take back what others say.
var undone = []string{"withdr", "revok", "refus", "reject", "declin", "denied", "missing", "expire", "cancel", "stop", "block", "optout", "unsubscr", "bounce", "invalid", "widerruf", "widerspr", "abgelehnt", "abbestell", "fehlt", "gesperrt", "abgelaufen", "retir", "revoc", "rechaz", "rifiut", "recus", "geweiger", "ingetrokken"}

// squeezed is a text without spaces, as headers have their words together or apart.
func squeezed(text string) string { return strings.ReplaceAll(text, " ", "") }

// headerText is a header in plain words: lower case, without accents and signs,
// camelCase taken apart.
func headerText(header string) string {
	header = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(header), "__c"), "__pc")
	var b strings.Builder
	runes := []rune(header)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1])) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return plainText(b.String())
}

// meaningOf finds what a header means, and whether it says whose it is.
func meaningOf(header string) (m meaning, ok bool) {
	text := headerText(header)
	if m, ok := dictionary[":"+squeezed(text)]; ok {
		return m, true
	}
	// Whose it is stands in front: Account.Name, Person - Email, Adresse 1: Ort.
	words := strings.Fields(text)
	for n := min(3, len(words)-1); n > 0; n-- {
		subject := subjects[strings.Join(words[:n], " ")]
		if subject == "" {
			continue
		}
		rest := strings.Join(words[n:], " ")
		if m, ok := dictionary[subject+":"+squeezed(rest)]; ok {
			return m, true
		}
		if subject == deal {
			return meaning{doubt: "it belongs to a deal"}, true
		}
		m, ok := dictionary[":"+squeezed(rest)]
		switch {
		case !ok:
			return meaningOf(strings.Join(words[n:], " "))
		case subject == company && m.fact != "" && !strings.HasPrefix(m.fact, "company."):
			return meaning{doubt: "it is the company's, for which a lead has no field"}, true
		case m.doubt == anySubject:
			m.doubt = ""
		}
		return m, true
	}
	return meaning{}, false
}
